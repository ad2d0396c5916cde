import { actionRules } from '../../domain/migration/actions.ts'
import { statesOfStage } from '../../domain/migration/source-states.ts'
import { sourceMoves, taskMoves } from '../../domain/migration/transitions.ts'
import { renderTable } from '../../formats/markdown.ts'

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

export function statesPage(): string {
  const actions = Object.entries(actionRules).map(
    ([name, { states, sources, not, refusal, agent }]) => [
      `\`${name}\``,
      list(states),
      [list(sources), not ? `not ${list(not)}` : ''].filter(Boolean).join(', '),
      agent ? 'yes' : 'no',
      `\`${refusal}\``,
    ],
  )
  return `# States

Printed from \`src/domain/migration/transitions.ts\`, \`actions.ts\` and \`source-states.ts\` by \`npm run openapi\`; the machine makes no other move.
*documented*: stated by the vendor or seen in a sample; *inferred*: no source says it.

## Tasks

${diagram(taskMoves, (state) => state === 'READY')}

${movesTable(taskMoves)}

## Sources

A state stands with its stage, \`migration_cycle\`, in brackets. What an agent reports by change-state while its task is
at work is bound by the pairs below and by nothing else. A source without a task takes the stage \`checking\`, and one whose task is READY the end of
its drill; every other report is accepted and changes nothing. Deleting a task takes its source to \`waiting[checking]\` from wherever it is.

${diagram(sourceMoves, (state) => state === 'unavailable[checking]')}

${movesTable(sourceMoves)}

## Which state may stand with which stage

${renderTable(
  ['stage', 'states'],
  Object.entries(statesOfStage).map(([stage, states]) => [`\`${stage}\``, list(states)]),
)}

## Actions

When an action is legal, by the states of the task and of its source; the refusals are in [errors.md](errors.md).

${renderTable(['action', 'task', 'source', 'needs the agent', 'refusal'], actions)}
`
}
