import { createServer } from 'node:http'
import { taskText } from './body.ts'

/** The limit: `node:http` alone, one buffer for everyone. */

const body = Buffer.from(taskText)
const headers = { 'content-type': 'application/json', 'content-length': body.length }

createServer((request, response) => {
  request.resume()
  response.writeHead(200, headers).end(body)
}).listen(Number(process.argv[2]), '127.0.0.1')
