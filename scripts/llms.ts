import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/**
 * Prints llms.txt, the map of the pages for coding agents (https://llmstxt.org), from the pages themselves:
 * `node --import tsx scripts/llms.ts` writes it, a test compares it.
 */

export const llms_file = 'llms.txt'

const pagesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`)

/** The last section holds what an agent may leave out. */
const sections: Record<string, string[]> = {
  Skill: readdirSync('skills').map((name) => `skills/${name}/SKILL.md`),
  Pages: pagesIn('docs'),
  Clients: pagesIn('docs/clients'),
  Recipes: pagesIn('docs/recipes'),
  Optional: [
    'examples/README.md',
    'openapi/coverage.md',
    'CONTRIBUTING.md',
    ...pagesIn('docs/reference'),
  ],
}

/** Links are relative to their page, so only their words are kept. */
const withoutLinks = (text: string): string => text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')

/** @returns the title of a page and its first paragraph, each on one line. */
function beginningOf(file: string): { title: string; about: string } {
  const page = readFileSync(file, 'utf8')
  const [, title, about] = /^# (.+)\n+((?:.+\n)+)/m.exec(page) ?? []
  if (!title || !about) throw new Error(`${file} has no title with a paragraph below it`)
  // What introduces an example is a sentence here, where no example follows.
  const line = about.trim().replaceAll('\n', ' ').replace(/:$/, '.')
  return { title, about: withoutLinks(line) }
}

function lineOf(file: string): string {
  const { title, about } = beginningOf(file)
  return `- [${title}](${file}): ${about}`
}

/** @returns the text of llms.txt. */
export function llmsText(): string {
  const { title, about } = beginningOf('README.md')
  return [
    `# ${title}\n\n> ${about}\n`,
    'Start with [README.md](README.md). Links are relative to this file.\n',
    ...Object.entries(sections).map(
      ([heading, files]) => `## ${heading}\n\n${files.map(lineOf).join('\n')}\n`,
    ),
  ].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(llms_file, llmsText())
}
