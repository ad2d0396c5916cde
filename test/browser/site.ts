import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web site on this machine whose every page is the hostile one. */
export type Site = { port: number; close(): Promise<void> }

const script = readFileSync('test/browser/pages/hostile.js', 'utf8')

// Without a referrer, as that gives the page away; whole, so that a frame can be given a copy.
const page = `<!doctype html><html><head><meta charset="utf-8">
<meta name="referrer" content="no-referrer"><title>Free prizes</title></head>
<body><script>${script}</script></body></html>`

export async function startSite(): Promise<Site> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', connection: 'close' }).end(page)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
