import { readFileSync } from 'node:fs'
import t from 'tap'

// The colors of the dashboard, by their names in its style sheet: WCAG 2.2, 1.4.3 for text, 1.4.11 for shapes.
const sheet = readFileSync('src/ui/style.css', 'utf8')

type Scheme = 'light' | 'dark'

function colorOf(name: string, scheme: Scheme): string {
  const [, light = '', dark = ''] =
    new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(sheet) ?? []
  const color = scheme === 'light' ? light : dark
  if (color === '') throw new Error(`There is no color ${name}.`)
  return color.length === 4 ? color.replace(/\w/g, '$&$&') : color
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const states = ['ready', 'running', 'syncing', 'paused', 'failed', 'done']
const texts: [text: string, beneath: string][] = [
  ...['text', 'soft', 'faint', 'accent', ...states].map((name): [string, string] => [name, 'card']),
  ...['text', 'soft', 'faint'].flatMap((name): [string, string][] => [
    [name, 'sunk'],
    [name, 'page'],
    [name, 'chosen'],
    [name, 'hint'],
  ]),
  ['on-accent', 'accent'],
  ['on-now', 'now'],
  ['on-now', 'soft'],
]
const shapes: [shape: string, beneath: string][] = [
  ...[...states, 'now', 'faint', 'soft'].map((name): [string, string] => [name, 'card']),
  ['faint', 'sunk'],
]

for (const scheme of ['light', 'dark'] as const)
  t.test(`text and shapes can be told from what is beneath them, ${scheme}`, async (t) => {
    for (const [pairs, least] of [
      [texts, 4.5],
      [shapes, 3],
    ] as const)
      for (const [name, beneath] of pairs) {
        const ratio = contrast(colorOf(name, scheme), colorOf(beneath, scheme))
        t.ok(ratio >= least, `${name} on ${beneath}: ${ratio.toFixed(2)} of ${least}`)
      }
  })
