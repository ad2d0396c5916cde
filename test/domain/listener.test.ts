import t from 'tap'
import { urlOfListener } from '../../src/text/listener.ts'

/** Where this machine reaches what listens: printed by `start`, and used by commands with `--host`. */

t.test('the URL of a listener', async (t) => {
  for (const [host, url] of [
    ['127.0.0.1', 'http://127.0.0.1:7670'],
    ['localhost', 'http://localhost:7670'],
    ['::1', 'http://[::1]:7670'],
    ['0.0.0.0', 'http://127.0.0.1:7670'],
    ['::', 'http://127.0.0.1:7670'],
  ] as const) {
    t.equal(urlOfListener(host, 7670), url, host)
  }
})
