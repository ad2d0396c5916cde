import { actionRules } from '../../domain/migration/actions.ts'
import { usual_codes } from '../../domain/migration/effects.ts'
import { busy_states, statesOfStage } from '../../domain/migration/source-states.ts'
import { sourceMoves, taskMoves } from '../../domain/migration/transitions.ts'
import { type ErrorName, errors } from '../../errors/refusals.ts'
import { renderTable } from '../../formats/markdown.ts'
import { advice } from '../../http/documents/texts/errors.ts'
import { source_states, task_states } from '../../schemas/sms/states.ts'

/** `docs/states.md`: the tables of the machine, drawn. */

type Moves = readonly (readonly [from: string, to: string, why: string, basis: string])[]

/** Mermaid takes no brackets in the id of a state. */
const idOf = (state: string): string => state.replace('[', '_').replace(']', '')

/** Moves between the same two states are one arrow. */
function diagram(moves: Moves, isStart: (state: string) => boolean): string {
  const states = [...new Set(moves.flatMap(([from, to]) => [from, to] as const))]
  const arrows = new Map<string, string[]>()
  for (const [from, to, why] of moves) {
    const arrow = `${idOf(from)} --> ${idOf(to)}`
    arrows.set(arrow, [...new Set([...(arrows.get(arrow) ?? []), why])])
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...states
      .filter((state) => idOf(state) !== state)
      .map((state) => `  state "${state}" as ${idOf(state)}`),
    ...states.filter(isStart).map((state) => `  [*] --> ${idOf(state)}`),
    ...[...arrows].map(([arrow, whys]) => `  ${arrow}: ${whys.join(' / ')}`),
    '```',
  ].join('\n')
}

const list = (words: readonly string[] | undefined): string =>
  words === undefined ? '' : words.map((word) => `\`${word}\``).join(' ')

const movesTable = (moves: Moves): string =>
  renderTable(
    ['from', 'to', 'when', 'basis'],
    moves.map(([from, to, why, basis]) => [`\`${from}\``, `\`${to}\``, why, basis]),
  )

const code = (name: ErrorName): string => `\`${errors[name][1]}\``

/** What to do about SMS.6005, whose advice in the list of errors is only where this table is. */
const waysOut = {
  skip: 'Send it while CHECK_CONSISTENCY is at work, between 5 % and 95 % of it.',
  clear:
    'Wait until the target is launched; once its snapshots are deleted, nothing is left to do.',
  network_check: 'Send it before the first copy begins, and after an earlier one has ended.',
  migration_test:
    'Create the task with `need_migration_test`, and send this before `start`, while no drill runs.',
} as const

const wayOut = (action: string, refusal: ErrorName): string =>
  Object.entries(waysOut).find(([name]) => name === action)?.[1] ?? advice[refusal][1]

/** Collecting logs is no move of the machine, so that its row is written here. */
const log_row = [
  '`collect_log`',
  'any, once it was started',
  'any',
  'no, but of 25.2.0 or later',
  (['logNotStarted', 'logRunning', 'logAgentOld'] as const).map(code).join(' '),
  (['logNotStarted', 'logRunning', 'logAgentOld'] as const).map((one) => advice[one][1]).join(' '),
]

/** What a task answers to `collect_log`: only one that is READY has certainly never been started. */
const logAnswer = (state: string): string =>
  state === 'READY' ? errors.logNotStarted[1].slice('SMS.'.length) : 'allowed'

/** When an action is legal, and the code with which it is refused elsewhere. */
const actionsTable = (): string =>
  renderTable(
    ['action', 'task', 'source', 'needs the agent', 'refused with', 'what to do then'],
    [
      ...Object.entries(actionRules).map(([name, { states, sources, not, refusal, agent }]) => [
        `\`${name}\``,
        list(states),
        [list(sources), not ? `not ${list(not)}` : ''].filter(Boolean).join(', ') || 'any',
        agent ? `yes (${code('sourceOffline')})` : 'no',
        code(refusal),
        wayOut(name, refusal),
      ]),
      log_row,
    ],
  )

/** What each state of a task answers to each action: nothing where it is legal, else the code. */
const refusalsTable = (): string => {
  const rules = Object.entries(actionRules)
  return renderTable(
    ['task', ...rules.map(([name]) => `\`${name}\``), '`collect_log`'],
    Object.keys(task_states).map((state) => [
      `\`${state}\``,
      ...rules.map(([, { states, refusal }]) =>
        states.some((one) => one === state) ? 'allowed' : errors[refusal][1].slice('SMS.'.length),
      ),
      logAnswer(state),
    ]),
  )
}

const meaningsTable = (head: string, meanings: Readonly<Record<string, string>>): string =>
  renderTable(
    [head, 'meaning'],
    Object.entries(meanings).map(([state, meaning]) => [`\`${state}\``, meaning]),
  )

const failuresTable = (): string =>
  renderTable(
    ['sub-task or phase', 'code'],
    usual_codes.map(([prefix, failure]) => [
      `\`${prefix.endsWith('_') ? `${prefix}*` : prefix}\``,
      `\`${failure}\``,
    ]),
  )

export function statesPage(): string {
  return `# States

Every state of tasks and source servers, what leads from one to another, and which actions a client can send in each. For example, a task in \`SYNCING\`
reaches \`MIGRATE_SUCCESS\` when its target is launched for the first time, which a client asks for with the action \`cutover\`.

<!-- Printed from src/domain/migration/transitions.ts, actions.ts and source-states.ts by npm run openapi. -->

There are no other transitions than these.
*documented* means stated by the vendor or seen in a sample, *inferred* that no source says it.

## Tasks

${meaningsTable('state of a task', task_states)}

${diagram(taskMoves, (state) => state === 'READY')}

${movesTable(taskMoves)}

## Sources

Each state is followed by its stage, \`migration_cycle\`, in brackets. While a task is at work, an agent may report any of the pairs below by change-state.
A source without a task accepts only the stage \`checking\`, and a source whose task is READY only the end of
its drill; every other report is accepted and changes nothing. Deleting a task moves its source to \`waiting[checking]\` from any state.

${diagram(sourceMoves, (state) => state === 'unavailable[checking]')}

${movesTable(sourceMoves)}

${meaningsTable('state of a source', source_states)}

## Which states each stage allows

${renderTable(
  ['stage', 'states'],
  Object.entries(statesOfStage).map(([stage, states]) => [`\`${stage}\``, list(states)]),
)}

## Actions

When an action is legal, by the states of the task and of its source, and what refuses it otherwise; an agent that has to be there and is not gives
${code('sourceOffline')}. All codes are in [errors.md](errors.md).

${actionsTable()}

What each state of a task answers to each action: the code is \`SMS.\` and the number.

${refusalsTable()}

A task cannot be deleted (${code('cannotDelete')}) while its agent is connected and its source is in one of these states: ${list(busy_states)}.
${advice.cannotDelete[1]}

## Codes of failed tasks

\`error_json\` of a failed task has the code of what went wrong. Which one is usual depends on the sub-task; the first line that fits counts. A scenario can
choose any other ([scenarios.md](scenarios.md)).

${failuresTable()}
`
}
