import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { KnownFault } from '../../schemas/control/faults.ts'
import type { Counters, Fixture } from '../../schemas/control/fixture.ts'
import type { Scenario } from '../../schemas/control/scenarios.ts'
import { JsonPieces } from '../../schemas/json-text.ts'
import type { Account } from '../account/account.ts'
import { exportMembers, type Members, membersOf } from '../iam/members.ts'

/** An account as a fixture: loaded again with `replace`, it stands as it stands now. */

/** What an export is made of: an account as it is, or as a snapshot has it. */
export type Exported = {
  account: Pick<Account, 'id' | 'name'>
  /** Epoch milliseconds on the account's clock. */
  now: number
  clock: Pick<ClockRecord, 'mode' | 'pace'>
  members: Members
  privacy_agreement: boolean
  scenarios: readonly Scenario[]
  faults: readonly KnownFault[]
  counters: Counters | undefined
  texts: ExportedTexts
}

/** The rows of which there may be thousands, as JSON. */
export type ExportedTexts = Record<
  'templates' | 'migprojects' | 'companions' | 'sources' | 'tasks' | 'events' | 'timers',
  readonly string[]
>

export const exportFixture = (account: Account): JsonPieces<Fixture> =>
  account.read(({ now, clock, ...view }) =>
    exportText({
      ...{ account, now, clock, members: membersOf(account) },
      privacy_agreement: view.agreements.find()?.flag ?? false,
      scenarios: view.scenarios.all(),
      faults: view.faults.all(),
      counters: view.counters.find(),
      texts: {
        templates: view.templates.texts(),
        migprojects: view.migprojects.texts(),
        companions: view.companions.texts(),
        sources: view.sources.texts(),
        tasks: view.tasks.texts(),
        events: view.events.texts(),
        timers: view.timers.order().map((id) => JSON.stringify(id)),
      },
    }),
  )

/** The JSON of an export. Documents and events are not parsed for it: a full account has some ten megabytes of them. */
export function exportText({ account, now, clock, ...exported }: Exported): JsonPieces<Fixture> {
  const { members, privacy_agreement, scenarios, faults, counters, texts } = exported
  const { name, id } = account
  const saved = (documents: readonly string[]) =>
    listOf(documents.map((document) => `{"saved":${document}}`))
  const parts: [name: string, pieces: readonly string[]][] = [
    ['templates', saved(texts.templates)],
    ['migprojects', listOf(texts.migprojects)],
    ['privacy_agreement', [JSON.stringify(privacy_agreement)]],
    ['scenarios', [JSON.stringify(scenarios)]],
    ['faults', [JSON.stringify(faults)]],
    ['companions', ['{"saved":', ...listOf(texts.companions), '}']],
    ['sources', saved(texts.sources)],
    ['tasks', saved(texts.tasks)],
    ...(counters ? [['counters', [JSON.stringify(counters)]] as [string, string[]]] : []),
    ['events', listOf(texts.events)],
    ['timers', listOf(texts.timers)],
  ]
  const head = JSON.stringify({
    ...{ name, id, clock: { mode: clock.mode, now, pace: clock.pace } },
    ...exportMembers(members, now),
  })
  return new JsonPieces([
    `{"version":1,"saved_at":${now},"accounts":[${head.slice(0, -1)}`,
    ...parts.flatMap(([name, pieces]) => [`,"${name}":`, ...pieces]),
    '}]}',
  ])
}

/** A list of JSON, in pieces. */
const listOf = (items: readonly string[]): string[] => [
  '[',
  ...items.map((item, place) => (place === 0 ? item : `,${item}`)),
  ']',
]
