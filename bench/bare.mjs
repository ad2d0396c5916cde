import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/** The reference of all budgets: `node:http` alone, as a module. `node bench/bare.mjs PORT [FILE]` answers with the file. */

const [port, file] = process.argv.slice(2)
const body = file === undefined ? Buffer.from('{}') : readFileSync(file)
const headers = { 'content-type': 'application/json', 'content-length': body.length }

createServer((request, response) => {
  request.resume()
  response.writeHead(200, headers).end(body)
}).listen(Number(port), '127.0.0.1')
