import { createServer } from 'node:http'

/**
 * Preloaded into a program under measurement (`--expose-gc --import heap-watch.js?port=1234`): tells
 * how much memory is reachable there, on a port of its own, and does not keep the program alive.
 */
const port = Number(new URL(import.meta.url).searchParams.get('port'))

createServer(({ url }, response) => {
  if (url === '/collected') {
    globalThis.gc?.()
    globalThis.gc?.()
  }
  response.setHeader('connection', 'close')
  response.end(JSON.stringify(process.memoryUsage()))
})
  .listen(port, '127.0.0.1')
  .unref()
