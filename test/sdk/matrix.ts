import { renderTable } from '../../src/formats/markdown.ts'
import type { Result } from './report.ts'

/** The page of what each client can do: printed from a run, compared with the next one. */

/** Columns, in order; keystoneauth and gophercloud know no SMS, only the OpenStack way in. */
export const clients = ['python', 'go', 'java', 'node', 'keystoneauth', 'gophercloud', 'curl']

const sections: { kind: Result['kind']; title: string; column: string }[] = [
  { kind: 'operation', title: 'Operations of SMS', column: 'operation' },
  { kind: 'iam', title: 'Operations of IAM', column: 'operation' },
  { kind: 'companion', title: 'Operations of ECS, VPC, IMS and EVS', column: 'operation' },
  { kind: 'auth', title: 'Ways to authenticate, and refusals', column: 'case' },
  { kind: 'migration', title: 'A whole migration', column: '' },
  { kind: 'page', title: 'Code in the pages', column: 'page' },
]

const head = `# What each client can do

Printed by \`npm test -- sdk --update\` from a run of the real clients against the emulator; CI fails if a tick disappears.
✓ the client's own typed request went out, and its typed answer held what was expected. ✓ᶜ the same, but sent through the
core of the SDK, which has no model for the operation (Node: no SMS package at all). An empty cell was not tried, mostly
because the client has no such thing.
`

/** Where a tick stands. */
export const keyOf = ({ kind, name, client }: Pick<Result, 'kind' | 'name' | 'client'>): string =>
  `${kind} / ${name} / ${client}`

/**
 * The page.
 *
 * @param order names that come first, in this order, such as the operations of the contract.
 */
export function matrixOf(results: readonly Result[], order: readonly string[]): string {
  const tables = sections.flatMap(({ kind, title, column }) => {
    const of = results.filter((result) => result.kind === kind)
    return of.length === 0 ? [] : [`## ${title}\n\n${table(of, order, column)}\n`]
  })
  return [head, ...tables].join('\n')
}

function table(results: readonly Result[], order: readonly string[], column: string): string {
  const columns = clients.filter((client) => results.some((result) => result.client === client))
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  const names = [...new Set(results.map(({ name }) => name))].sort((a, b) => rank(a) - rank(b))
  const cell = (name: string, client: string): string => {
    const found = results.filter((result) => result.name === name && result.client === client)
    if (found.length === 0 || found.some(({ ok }) => !ok)) return ''
    return found.some(({ via }) => via === 'core') ? '✓ᶜ' : '✓'
  }
  return renderTable(
    [column, ...columns],
    names.map((name) => [name, ...columns.map((client) => cell(name, client))]),
    ['', ...columns.map(() => 'c' as const)],
  )
}

/** The ticks of a page, by where they stand. */
export function ticksIn(page: string): Set<string> {
  const ticks = new Set<string>()
  let kind: Result['kind'] | undefined
  let columns: string[] = []
  for (const line of page.split('\n')) {
    if (line.startsWith('## ')) {
      kind = sections.find(({ title }) => title === line.slice(3))?.kind
      columns = []
    }
    if (!kind || !line.startsWith('|')) continue
    const [name = '', ...cells] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
    if (columns.length === 0) columns = cells
    for (const [index, client] of columns.entries()) {
      if (cells[index]?.startsWith('✓')) ticks.add(keyOf({ kind, name, client }))
    }
  }
  return ticks
}

/** The ticks of a page that a run of some clients did not give again. */
export function lostTicks(
  page: string,
  results: readonly Result[],
  ran: readonly string[],
): string[] {
  const failed = new Set(results.filter(({ ok }) => !ok).map(keyOf))
  const now = new Set(results.map(keyOf).filter((key) => !failed.has(key)))
  return [...ticksIn(page)].filter(
    (key) => ran.some((client) => key.endsWith(` / ${client}`)) && !now.has(key),
  )
}

/** The ticks of a run that the page does not have. */
export function newTicks(page: string, results: readonly Result[]): string[] {
  const there = ticksIn(page)
  return results
    .filter(({ ok }) => ok)
    .map(keyOf)
    .filter((key) => !there.has(key))
}
