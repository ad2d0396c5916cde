import { readFileSync } from 'node:fs'
import { type Block, blocksOf, pointedAt } from '../sdk/pages.ts'

/** The blocks of docs/clients/generated.md for a language: the commands that generate, and a program. */
export type Example = { commands: string[][]; program: Block }

/** The file of the page that says which types are generated. */
export function typescriptConfig(url: string): { name: string; text: string } {
  const page = readFileSync('docs/clients/generated.md', 'utf8')
  const [, name = '', code = ''] = /^```yaml (\S+)\n(.*?)^```$/ms.exec(page) ?? []
  return { name, text: pointedAt(url, { code, output: undefined }).code }
}

/** The moment at which the emulators of these tests begin. */
export const beginning = '2026-01-01T00:00:00Z'

/**
 * What the page says for a language.
 *
 * @param url the emulator's address, in place of the page's.
 * @returns its commands, each as its words, and its program.
 */
export function exampleFor(language: 'TypeScript' | 'Python', url: string): Example {
  const blocks = blocksOf('generated').map((block) => pointedAt(url, block))
  const [commands, program] = language === 'TypeScript' ? blocks.slice(0, 2) : blocks.slice(2)
  if (!commands || !program) throw new Error(`docs/clients/generated.md has no ${language}`)
  return {
    commands: commands.code
      .trim()
      .split('\n')
      .map((line) => line.split(' ')),
    program,
  }
}
