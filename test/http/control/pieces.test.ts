import t from 'tap'
import { inTurns } from '../../../src/http/control/pieces.ts'

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
