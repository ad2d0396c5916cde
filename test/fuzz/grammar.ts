import fc from 'fast-check'
import { stringify } from 'yaml'

/** What becomes of good documents: changed in their parts, then written, then changed as texts. */

/** Names that objects have already, or that YAML or JSON read otherwise. */
const odd_names = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  '<<',
  '\0',
  '\ud800',
]

/** What no field expects. */
const odd_values: unknown[] = [
  ...[null, true, false, '', 'x', 0, -1, 1.5, 2 ** 53, 1e308, -0, [], {}, [null], [[]]],
  ...['9'.repeat(400), '*', '\0', 'a\0b', '\ud800', '‮', '𐍈', '../../etc/passwd', '%00'],
  ...['P1Y', 'PT99999999999H', '2026-13-45T25:61:61Z', '9999-12-31T23:59:59Z', '1e999', '0x10'],
  ...['MII', '-----BEGIN', 'scrypt$3$x$y', `scrypt$${2 ** 40}$x$${'0'.repeat(64)}`, 'null', 'on'],
]

export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...odd_values, ...odd_names) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown> },
)

/** The same as a text, for headers. */
export const oddText: fc.Arbitrary<string> = oddValue.map((value) =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
)

/** Stands for a nesting without end until the document is written. */
const deep = '@deep@'

type Edit = { kind: Kind; at: number; other: number; name: string; value: unknown }
const kinds = ['drop', 'double', 'swap', 'replace', 'rename', 'add', 'nest', 'deepen'] as const
type Kind = (typeof kinds)[number]

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...kinds),
  at: fc.nat(),
  other: fc.nat(),
  name: fc.oneof(fc.constantFrom(...odd_names), fc.string({ maxLength: 4 })),
  value: oddValue,
})

type Holder = Record<string | number, unknown>
type Place = { holder: Holder; key: string | number }

function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value)
  for (const key of keys) {
    found.push({ holder: value as Holder, key })
    placesOf((value as Holder)[key], found)
  }
  return found
}

/** Sets also what an assignment would take for the prototype. */
const set = (holder: Holder, key: string | number, value: unknown): void => {
  Object.defineProperty(holder, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

function applyEdit(root: { document: unknown }, { kind, at, other, name, value }: Edit): void {
  const places = placesOf(root)
  const place = places[at % places.length]
  const second = places[other % places.length]
  if (!place || !second) return
  const { holder, key } = place
  const here = holder[key]
  switch (kind) {
    case 'drop':
      remove(place)
      return
    case 'double':
      if (Array.isArray(holder)) holder.push(structuredClone(here))
      else set(holder, `${key}${name}`, structuredClone(here))
      return
    case 'swap': {
      const there = structuredClone(second.holder[second.key])
      set(second.holder, second.key, structuredClone(here))
      set(holder, key, there)
      return
    }
    case 'replace':
      set(holder, key, value)
      return
    case 'rename':
      remove(place)
      set(holder, name, here)
      return
    case 'add':
      set(holder, name, value)
      return
    case 'nest':
      set(holder, key, [{ [name]: here }])
      return
    case 'deepen':
      set(holder, key, deep)
  }
}

/** A value of which up to three parts, at any depth, are other than they were. */
export const mangled = <Value>(value: Value): fc.Arbitrary<unknown> =>
  fc.array(edit, { maxLength: 3 }).map((edits) => {
    const root = { document: structuredClone(value) as unknown }
    for (const one of edits) applyEdit(root, one)
    return root.document
  })

/** Lines that mean something to YAML. */
const odd_lines = [
  'x: &x [*x]',
  '&a a: *a',
  '<<: *missing',
  '<<: { name: x }',
  '<<: [1, 2]',
  '---',
  '...',
  '\ttab: 1',
  '%YAML 1.1',
  '? [a, b]',
  'x: !!js/function "y"',
  'x: !!binary aGk=',
  'x: !!set { a, b }',
  'x: !!timestamp 2020-01-01',
  '__proto__: { polluted: true }',
  'constructor: { prototype: { polluted: true } }',
  '"',
  "'",
  '[',
  '}',
  '# \0',
  '\ufeff',
  `b: [${'['.repeat(300)}`,
  [
    'b0: &b0 [1,1,1,1,1,1,1,1,1,1]',
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `b${n}: &b${n} [${`*b${n - 1},`.repeat(10)}]`),
  ].join('\n'),
]

type TextEdit = { kind: 'insert' | 'drop' | 'double' | 'cut' | 'sign'; at: number; text: string }
const textEdit: fc.Arbitrary<TextEdit> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'drop', 'double', 'cut', 'sign'),
  at: fc.nat(),
  text: fc.oneof(
    fc.constantFrom(...odd_lines),
    fc.constantFrom(...'{}[]:,&*!|>%@`"\'#-?\0\t\r\n\\'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
})

function applyTextEdit(text: string, { kind, at, text: other }: TextEdit): string {
  if (kind === 'cut') return text.slice(0, at % (text.length + 1))
  if (kind === 'sign') {
    const place = at % (text.length + 1)
    return text.slice(0, place) + other + text.slice(place + 1)
  }
  const lines = text.split('\n')
  const place = at % lines.length
  const line = lines[place] ?? ''
  if (kind === 'insert') lines.splice(place, 0, `${/^ */.exec(line)?.[0] ?? ''}${other}`)
  if (kind === 'drop') lines.splice(place, 1)
  if (kind === 'double') lines.splice(place, 0, line)
  return lines.join('\n')
}

function written(document: unknown, form: number): string {
  const text =
    form === 0
      ? JSON.stringify(document)
      : form === 1
        ? JSON.stringify(document, null, 1)
        : stringify(document, { collectionStyle: form === 2 ? 'block' : 'flow' })
  const nested = `${'['.repeat(2_000)}${']'.repeat(2_000)}`
  return (text ?? '').replaceAll(/"?@deep@"?/g, nested)
}

/** A document as a file: JSON or YAML, mangled in its parts and, one time in three, in its signs. */
export const fileOf = (documents: readonly unknown[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...documents).chain(mangled),
      fc.nat(3),
      fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(textEdit, { minLength: 1, maxLength: 2 }) },
      ),
    )
    .map(([document, form, edits]) => edits.reduce(applyTextEdit, written(document, form)))

/** Where and how one sign of a text is another, is missing, or is one too many. */
export const oneSign = fc.record({
  kind: fc.constantFrom('other', 'missing', 'more'),
  at: fc.nat(),
  sign: fc.oneof(
    fc.constantFrom(...'0123456789abcdefABCDEF ,=;/\t\0\xff-'),
    fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
  ),
})

/** A text with that one sign changed; undefined if it is the same text. */
export function withOneSign(
  text: string,
  { kind, at, sign }: { kind: string; at: number; sign: string },
): string | undefined {
  const place = at % text.length
  const changed =
    text.slice(0, place) +
    (kind === 'missing' ? '' : sign) +
    text.slice(place + (kind === 'more' ? 0 : 1))
  return changed === text ? undefined : changed
}
