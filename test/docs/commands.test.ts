import { readFileSync } from 'node:fs'
import t from 'tap'
import { optionsOf } from '../../src/cli/command-options.ts'
import { commands } from '../../src/cli/commands.ts'
import { pages } from './pages.ts'

/** The commands that pages show are commands, with options that they have. */

/** A command line without its arguments: from the name of the program to the end of the command. */
const shown = /(?<![\w/.-])sms-emulator((?: (?:"[^"\n]*"|'[^'\n]*'|<[^>\n]*>|[^\s`'"|;&)#>]+))+)/g

/** Code only: a sentence may go on behind the name of the program. */
function* codeIn(page: string): Generator<string> {
  const blocks = /^```.*?\n(.*?)^```$/gms
  for (const [, text = ''] of page.matchAll(blocks)) yield text.replaceAll('\\\n', ' ')
  for (const [, text = ''] of page.replaceAll(blocks, '').matchAll(/`([^`\n]+)`/g)) yield text
}

const longest = (words: readonly string[]) =>
  commands.find(({ name }) => name === words.slice(0, 2).join(' ')) ??
  commands.find(({ name }) => name === words[0])

/** What is wrong with a command line; undefined if nothing is. */
function problemOf(line: string): string | undefined {
  const words = line.trim().split(/\s+/)
  if (/^(help|<command>|--help|--version|…)$/.test(words[0] ?? '')) return undefined
  const command = longest(words)
  if (!command) return `there is no command ${words[0]}`
  const [next = ''] = words.slice(command.name.split(' ').length)
  if (!command.args && /^[a-z]/.test(next)) return `${command.name} takes no "${next}"`
  const known = optionsOf(command).flatMap(({ flags }) => flags.match(/(?<![\w-])--?[\w-]+/g) ?? [])
  const unknown = words.filter((word) => /^--?[a-z]/i.test(word) && word !== '--help')
  const wrong = unknown
    .map((word) => word.split('=')[0] ?? '')
    .find((word) => !known.includes(word))
  return wrong === undefined ? undefined : `${command.name} has no option ${wrong}`
}

t.test('every command in the pages exists, with its options', async (t) => {
  let count = 0
  for (const path of pages.filter((path) => !/^docs\/(decisions|reference)|CHANGELOG/.test(path))) {
    for (const code of codeIn(readFileSync(path, 'utf8'))) {
      for (const [whole, line = ''] of code.matchAll(shown)) {
        count++
        const problem = problemOf(line)
        if (problem) t.fail(`${path}: ${whole.trim()}: ${problem}`)
      }
    }
  }
  t.ok(count > 30, `${count} commands`)
})

t.test('docs/options.md has every option of start, in a row of its own', async (t) => {
  const page = readFileSync('docs/options.md', 'utf8')
  const start = commands.find(({ name }) => name === 'start')
  for (const { flags, hidden } of start ? optionsOf(start) : []) {
    if (hidden) continue
    const [flag = ''] = flags.split(' ')
    if (!/^--(json|config)$/.test(flag)) t.ok(page.includes(`\`${flag}\``), flag)
  }
})
