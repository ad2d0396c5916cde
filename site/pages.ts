import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { posix, resolve } from 'node:path'

/** The pages of the site, and what is read from them: their titles, their links, and from these the sidebar. */

export const root = resolve(import.meta.dirname, '..')

/** What is not in one of these folders or right in the root is no page: a link to it leads to the repository. */
export const excluded = ['!(docs|examples|openapi)/**/*', 'examples/*/**/*']

const pages = globSync(['*.md', 'docs/**/*.md', 'openapi/*.md', 'examples/*.md'], { cwd: root })
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8')

/** Where a link of a page leads, as a path in the repository; undefined for an address and for a heading of the page itself. */
export function targetOf(page: string, href: string): string | undefined {
  if (/^(\w+:|#)/.test(href)) return undefined
  const path = posix.join(posix.dirname(page), decodeURIComponent(href.replace(/#.*/, '')))
  const index = posix.join(path, 'README.md')
  return pages.includes(index) ? index : path
}

export const isPage = (path: string): boolean => pages.includes(path)

/** The address of a page, without its ending. */
export const addressOf = (page: string): string =>
  `/${page.replace(/README\.md$/, '').replace(/\.md$/, '')}`

function linksOf(page: string, text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```$/gms, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(
    ([, href = '']) => targetOf(page, href) ?? [],
  )
}

export type Item = { text: string; link?: string; collapsed?: boolean; items?: Item[] }

/** The parts of the README that list pages, in the order of the sidebar. */
const headings = ['In a test', 'Your client', 'Features', 'More']

/** A part of the sidebar, with all that its links lead to. */
type Part = { text: string; targets: string[]; isNamedList: boolean }

/** What the README lists below those headings; each list with a name in bold is a part of its own. */
function partsOfReadme(): Part[] {
  const chapters = read('README.md').split(/^## /m)
  return headings.flatMap((heading): Part[] => {
    const chapter = chapters.find((text) => text.startsWith(`${heading}\n`))
    if (chapter === undefined) throw new Error(`README.md has no heading "${heading}"`)
    const lists = [...chapter.matchAll(/^- \*\*(.+):\*\* (.+)$/gm)]
    if (lists.length === 0) {
      return [{ text: heading, targets: linksOf('README.md', chapter), isNamedList: false }]
    }
    return lists.map(([, text = '', links = '']) => ({
      text,
      targets: linksOf('README.md', links),
      isNamedList: true,
    }))
  })
}

/**
 * The sidebar: the pages that the README lists, each once, rather in a list with a name than in a text. Below a page
 * are those that it links to and the README does not list; below a folder, all that is in it.
 */
export function sidebar(): Item[] {
  const placed = new Set(['README.md'])
  const take = (targets: string[]): string[] =>
    targets.filter((path) => {
      const isNew = !placed.has(path) && (isPage(path) || pagesIn(path).length > 0)
      for (const one of [path, ...pagesIn(path)]) placed.add(one)
      return isNew
    })
  const parts = partsOfReadme()
  const inTurn = parts.toSorted((a, b) => Number(b.isNamedList) - Number(a.isNamedList))
  const taken = new Map(inTurn.map((part) => [part, take(part.targets)]))

  const items = new Map<string, Item>()
  const itemOf = (path: string): Item => {
    const item: Item = isPage(path)
      ? { text: titleOf(path), link: addressOf(path) }
      : { text: nameOf(path), collapsed: true, items: pagesIn(path).map(itemOf) }
    items.set(path, item)
    return item
  }
  const sections = parts.map((part) => ({
    text: part.text,
    items: (taken.get(part) ?? []).map(itemOf),
  }))
  // It grows as pages are added below others.
  for (const [path, item] of items) {
    const below = isPage(path) ? take(linksOf(path, read(path))) : []
    if (below.length > 0) Object.assign(item, { collapsed: true, items: below.map(itemOf) })
  }
  const lost = pages.filter((page) => !placed.has(page))
  if (lost.length > 0) throw new Error(`no page of the sidebar links to ${lost.join(', ')}`)
  return [{ text: 'Start', link: '/' }, ...sections]
}

const pagesIn = (folder: string): string[] =>
  pages.filter((page) => `${posix.dirname(page)}/` === folder).sort()

const nameOf = (folder: string): string =>
  posix.basename(folder).replace(/^./, (letter) => letter.toUpperCase())

function titleOf(page: string): string {
  const [, title = page] = /^# (.+)$/m.exec(read(page)) ?? []
  return title.replaceAll('`', '').replaceAll('<', '&lt;')
}

/** Where a path of the repository can be read on its host, as of this version. */
export function hostedAt(repository: string, ref: string, path: string): string {
  const file = resolve(root, path)
  if (!existsSync(file)) throw new Error(`there is no ${path}`)
  return `${repository}/${statSync(file).isDirectory() ? 'tree' : 'blob'}/${ref}/${path}`
}
