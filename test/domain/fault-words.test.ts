import t from 'tap'
import { describeFault, type FaultMet } from '../../src/domain/deviations/fault-words.ts'

/** What a fault did to a call, in words. */

const met: FaultMet = {
  id: 'f',
  effect: {},
  delay_ms: 0,
  isRefused: false,
  isSpoiled: false,
  status: 200,
}
const lost = ' The call did not reach the service.'
const acted = ' The call went on to the service all the same.'

const rows: [what: string, change: Partial<FaultMet>, words: string][] = [
  ['nothing', {}, 'it changed nothing of this answer.'],
  ['a delay', { delay_ms: 250 }, 'the answer was delayed by 250 ms.'],
  [
    'a refusal',
    { isRefused: true, status: 503, effect: { status: 503 } },
    `the fault answered 503 in place of the service.${lost}`,
  ],
  [
    'a refusal of a call that acts',
    { isRefused: true, status: 503, effect: { status: 503, acts: true } },
    `the fault answered 503 in place of the service.${acted}`,
  ],
  [
    'a connection that is closed',
    { status: null, effect: { connection: 'drop' } },
    `the connection was closed without an answer.${lost}`,
  ],
  [
    'a connection that is reset, after a delay',
    { status: null, delay_ms: 9, effect: { connection: 'reset' } },
    `the answer was delayed by 9 ms; the connection was reset (RST) without an answer.${lost}`,
  ],
  [
    'a client that does not wait',
    { status: null, effect: { headers: { 'x-a': '1' } } },
    `the client closed the connection before there was an answer.${lost}`,
  ],
  [
    'headers',
    { effect: { headers: { 'x-a': '1', 'x-b': '2' }, retry_after: 5 } },
    'the answer got the headers x-a, x-b, retry-after.',
  ],
  [
    'a body that is cut',
    { isSpoiled: true, effect: { body: 'half' } },
    'only half of the body was sent, and the connection ended.',
  ],
  [
    'a body that is broken',
    { isSpoiled: true, effect: { body: 'broken' } },
    'the end of the body was cut off, so that it is not JSON.',
  ],
  [
    'a body that is slow',
    { isSpoiled: true, effect: { body: 'slow' } },
    'the body was sent in small pieces.',
  ],
  ['no body to spoil', { effect: { body: 'half' } }, 'it changed nothing of this answer.'],
]

t.test('each effect has its words, and says whether the service was asked', async (t) => {
  for (const [what, change, words] of rows) {
    t.equal(describeFault({ ...met, ...change }), `The call met the fault "f": ${words}`, what)
  }
})
