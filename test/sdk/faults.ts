import { EmulatorClient } from '../../src/client/client.ts'
import type { Fault } from '../../src/client/types.ts'
import { renderTable } from '../../src/formats/markdown.ts'
import type { FaultReport } from './report.ts'

/** What the vendor's SDKs make of each fault: measured, and compared with a table of docs/faults.md. */

/** The faults, by the first cell of their row. */
export const effects: Record<string, Fault['effect']> = {
  '`status: 503, retry_after: 7`': { status: 503, retry_after: 7 },
  '`status: 503, retry_after: 0`': { status: 503, retry_after: 0 },
  '`code: APIGW.0308` (429)': { code: 'APIGW.0308' },
  '`status: 504, acts: true`': { status: 504, acts: true },
  '`connection: drop`': { connection: 'drop' },
  '`connection: drop, acts: true`': { connection: 'drop', acts: true },
  '`connection: reset`': { connection: 'reset' },
  '`connection: reset, acts: true`': { connection: 'reset', acts: true },
  "`delay` longer than the client's timeout": { delay: 'PT30S' },
  '`body: half`': { body: 'half' },
  '`body: broken`': { body: 'broken' },
}

/** The SDKs, each with the head of its column. */
export const sdks: Record<string, string> = { python: 'Python', go: 'Go', java: 'Java' }

/** The calls that each SDK makes in each account, both on a connection that has answered before. */
const operations = { GET: 'ListServers', POST: 'RegisterServer' } as const

/** Accounts of an emulator that each have one of the faults. */
export type FaultAccounts = {
  /** What a suite needs to call SMS in them. */
  env: NodeJS.ProcessEnv
  /**
   * Puts together what the suite of an SDK reported and what the emulator saw.
   *
   * @throws Error if the suite did not report on each call.
   */
  measure(sdk: string, reports: readonly FaultReport[]): Promise<Measured[]>
}

/** What an SDK makes of a fault. */
export type Measured = { sdk: string; fault: string; cell: string; isCarriedOut: boolean }

/** Makes an account for each fault. The faults are never used up, so that each attempt of an SDK meets them. */
export async function openFaultAccounts(url: string): Promise<FaultAccounts> {
  const { accounts } = new EmulatorClient(url)
  const opened = await Promise.all(
    Object.entries(effects).map(async ([fault, effect]) => {
      const { client, credentials } = await accounts.open()
      await client.faults.add(
        Object.values(operations).map((operation) => ({
          match: { operation },
          effect,
          times: 'always' as const,
        })),
      )
      const { ak, sk, domain_id, projects } = credentials
      // In seconds. Only the delay is to be given up, however slow the machine is.
      const timeout_s = 'delay' in effect ? 1 : 60
      const known = { fault, ak, sk, domain_id, project_id: projects[0]?.id, timeout_s }
      return { fault, client, known }
    }),
  )
  return {
    env: { EMULATOR_FAULTS: JSON.stringify(opened.map(({ known }) => known)) },
    measure: (sdk, reports) =>
      Promise.all(
        opened.map(async ({ fault, client }) => {
          const ofFault = reports.filter((report) => report.fault === fault)
          return { sdk, fault, ...(await measureFault(client, ofFault)) }
        }),
      ),
  }
}

async function measureFault(
  emulator: EmulatorClient,
  reports: readonly FaultReport[],
): Promise<Pick<Measured, 'cell' | 'isCarriedOut'>> {
  const { count: registered } = await emulator.sources()
  const measureCall = async (call: FaultReport['call']) => {
    const report = reports.find((each) => each.call === call)
    if (!report) throw new Error(`the suite does not say what a ${call} with a fault ended with`)
    // A call that its client gave up is recorded when the emulator notices.
    const { count } = await emulator.requests.wait({ operation: operations[call] })
    return { end: describeEnd(report), sent: count === 1 ? '' : `sent ${inWords(count)}` }
  }
  const [get, post] = await Promise.all([measureCall('GET'), measureCall('POST')])
  const cell = [
    get.end === post.end ? get.end : `\`GET\`: ${get.end}; \`POST\`: ${post.end}`,
    ...(get.sent === post.sent
      ? [get.sent]
      : [get.sent && `\`GET\` ${get.sent}`, post.sent && `\`POST\` ${post.sent}`]),
    registered > 1 && `\`POST\` carried out ${inWords(registered)}`,
  ]
  return { cell: cell.filter(Boolean).join(', '), isCarriedOut: registered > 0 }
}

const inWords = (count: number): string => (count === 2 ? 'twice' : `${count} times`)

/** An exception as `type` status `code` (`cause`), or what is in the answer. */
function describeEnd({ error, status, code, cause, fields }: FaultReport): string {
  if (error === undefined)
    return fields ? `no error, fields \`${fields.join('`, `')}\`` : 'no error'
  const parts = [`\`${error}\``, status, code && `\`${code}\``, cause && `(\`${cause}\`)`]
  return parts.filter(Boolean).join(' ')
}

const head = ['effect', '`POST` carried out', ...Object.values(sdks)]
/** The first line of a table with this head, which its rows begin as, too. */
const lineOf = (...cells: string[]): string => renderTable(cells, []).split('\n')[0] ?? ''

const head_line = lineOf(...head)

/**
 * The table of docs/faults.md after a run. Cells of SDKs that did not run stay as they are.
 *
 * @returns the page with the new table, and what is wrong with the old one: a line for each row.
 */
export function updateFaults(
  page: string,
  measured: readonly Measured[],
): { page: string; problems: string[] } {
  const [former = ''] = page.slice(Math.max(page.indexOf(head_line), 0)).split('\n\n', 1)
  if (!former.startsWith(head_line)) {
    return { page, problems: [`docs/faults.md has no table with the head ${head_line}`] }
  }
  const [, , ...old] = former.trimEnd().split('\n')
  const fresh = renderTable(
    head,
    Object.keys(effects).map((fault) => {
      const row = old.find((line) => line.startsWith(lineOf(fault)))
      const [, carriedOut = '', ...cells] = row?.slice(2, -2).split(' | ') ?? []
      const found = measured.filter((each) => each.fault === fault)
      const answers = new Set(found.map(({ isCarriedOut }) => (isCarriedOut ? 'yes' : 'no')))
      return [
        fault,
        answers.size > 0 ? [...answers].join(' and ') : carriedOut,
        ...Object.keys(sdks).map(
          (sdk, index) => found.find((each) => each.sdk === sdk)?.cell ?? cells[index] ?? '',
        ),
      ]
    }),
  )
  const [, , ...lines] = fresh.split('\n')
  return {
    page: page.replace(former.trimEnd(), () => fresh),
    problems: [
      ...lines
        .filter((line) => !old.includes(line))
        .map((line) => `docs/faults.md should have this row: ${line}`),
      ...old
        .filter((line) => !Object.keys(effects).some((fault) => line.startsWith(lineOf(fault))))
        .map((line) => `docs/faults.md has a row of a fault that no suite meets: ${line}`),
    ],
  }
}
