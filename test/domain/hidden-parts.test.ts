import fc from 'fast-check'
import t from 'tap'
import { hidden_part, hideLike } from '../../src/domain/observed/hidden-parts.ts'

/** What a replay answers is compared with the recorded answer, but for its hidden parts. */

const fits: [recorded: string, text: string, isSame: boolean][] = [
  ['{"line":1}', '{"line":1}', true],
  ['{"line":1}', '{"line":2}', false],
  ['{"line":"<hidden>"}', '{"line":12}', true],
  ['{"line":"<hidden>","more":1}', '{"line":"x","more":1}', true],
  ['{"line":"<hidden>","more":1}', '{"line":"x","more":2}', false],
  ['{"text":"{\\"pin\\":\\"<hidden>\\"}"}', '{"text":"{\\"pin\\":3}"}', true],
  ['did you mean <hidden>?', 'did you mean SYNCING?', true],
  ['did you mean <hidden>?', 'did you mean SYNCING', false],
  ['a <hidden> a', 'a ', false],
  ['a<hidden>a', 'a', false],
  ['<hidden> of <hidden>', 'x of y of z', true],
  ['<hidden>', '', true],
  ['', 'x', false],
]

t.test('any text fits a hidden part, and nothing else does', async (t) => {
  for (const [recorded, text, isSame] of fits) {
    t.equal(hideLike(recorded, text) === recorded, isSame, `${recorded} and ${text}`)
  }
  t.equal(hideLike('a <hidden> b c', 'a 1 b d'), 'a 1 b d', 'the same as far as it is the same')
  t.equal(hideLike('<hidden> b <hidden> c', '1 b 2 d'), `${hidden_part} b 2 d`)
})

t.test('whatever is in the hidden parts', async (t) => {
  const parts = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 6 })
  const property = fc.property(parts, fc.string(), (pairs, end) => {
    const recorded = pairs.map(([shown]) => shown + hidden_part).join('') + end
    const text = pairs.map(([shown, hidden]) => shown + hidden).join('') + end
    return hideLike(recorded, text) === recorded
  })
  fc.assert(property, { seed: 43 })
  t.pass()
})
