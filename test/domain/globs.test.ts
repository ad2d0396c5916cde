import fc from 'fast-check'
import t from 'tap'
import { fitsGlob } from '../../src/text/globs.ts'

t.test('a star stands for any text, and everything else for itself', async (t) => {
  const fits: [pattern: string | undefined, value: string, fits: boolean][] = [
    [undefined, 'x', true],
    ['*', '', true],
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['ab*bc', 'abc', false],
    ['a*b*a', 'aba', true],
    ['a*b', 'a\nb', true],
    ['a.c', 'abc', false],
    ['', 'a', false],
  ]
  for (const [pattern, value, expected] of fits) {
    t.equal(fitsGlob(pattern, value), expected, `${pattern} ${value}`)
  }
})

t.test('it is as the regular expression would be', async (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 9 })
  fc.assert(
    fc.property(text, text, (pattern, value) => {
      const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
      return fitsGlob(pattern, value) === new RegExp(`^${parts.join('.*')}$`, 's').test(value)
    }),
    { numRuns: 5_000, seed: 1 },
  )
  t.pass()
})

t.test('a pattern that fits in many ways, and then does not, is done at once', async (t) => {
  t.notOk(fitsGlob(`${'*a'.repeat(1_000)}b`, 'a'.repeat(100_000)))
})
