import Fastify from 'fastify'
import t from 'tap'
import type { Emulator } from '../../../src/emulator.ts'
import { inPieces, inTurns } from '../../../src/http/control/pieces.ts'
import { compilersFor } from '../../../src/http/pipeline/validate.ts'
import { JsonPieces } from '../../../src/schemas/json-text.ts'

/** A long answer comes in stretches; that one made in steps says the same as one made at once is in long-moves.test.ts. */

t.test(
  'nothing is lost between stretches, after each of which others have their turn',
  async (t) => {
    const pieces = Array.from({ length: 30 }, (_, place) => String(place % 10).repeat(50_000))
    const said: string[] = []
    let turns = 0
    for await (const stretch of inTurns(pieces, async () => {
      t.equal(said.length, ++turns, 'a stretch has been given')
    })) {
      said.push(stretch)
    }
    t.equal(said.join(''), pieces.join(''))
    t.equal(turns, 5)
    t.equal(said.length, 6)
  },
)

t.test('a long answer is a stream, a short one and a recorded one a text', async (t) => {
  for (const [length, recording, isStream] of [
    [1_000_000, null, true],
    [1_000_000, {}, false],
    [1000, null, false],
  ] as const) {
    const emulator = {
      observed: { recording },
      time: { pause: async () => {} },
    } as unknown as Emulator
    const schemaController = { compilersFactory: compilersFor(false, false) }
    const app = Fastify({ schemaController })
    t.teardown(() => app.close())
    const schema = { response: { 200: {} } }
    app.get('/', { schema }, async (_, reply) =>
      inPieces(reply, emulator, new JsonPieces(['{"a":"', 'x'.repeat(length), '"}'])),
    )
    const { headers, payload } = await app.inject('/')
    t.match(headers['content-type'], /^application\/json/)
    t.equal(headers['content-length'] === undefined, isStream)
    t.equal(JSON.parse(payload).a.length, length)
  }
})
