import t from 'tap'
import { serverEvents as ofClient } from '../../src/client/server-events.ts'
import { serverEvents as ofPage } from '../../src/ui/state/server-events.ts'

// The page reads its stream with less than the client does (src/http/ui/bundle.ts): both find the same events.

const stream = [
  'retry: 1000\n\n',
  'id: 4-1\nevent: clock\ndata: {"mode":"frozen: é €"}\n\n',
  ': here\n\n',
  'event: request\ndata: {"path":"a: b","text":"\\n\\n"}\n\n',
  'id: 4-3\nevent: reset\ndata: {',
].join('')

const wanted = [
  { id: '4-1', event: 'clock', data: '{"mode":"frozen: é €"}' },
  { event: 'request', data: '{"path":"a: b","text":"\\n\\n"}' },
]

async function* pieces(length: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(stream)
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

t.test('the page and the client find the same events, wherever the stream is cut', async (t) => {
  for (const length of [1, 2, 7, 64, 1000]) {
    for (const serverEvents of [ofClient, ofPage]) {
      const found = []
      for await (const { id, event, data } of serverEvents(pieces(length)))
        found.push({ ...(id && { id }), event, data })
      t.strictSame(found, wanted)
    }
  }
})
