import { median } from './load.ts'
import { type Machine, machineText } from './machine.ts'
import { lines, number } from './markdown.ts'
import { plot } from './plot.ts'
import { type Figures, jump_events } from './scale-work.ts'

/** The tables, the goals and the plot of `npm run bench:scale`. */

/** What was measured of a size; what was left out, and why. */
export type Size = { tasks: number; figures: Figures; left_out: string[] }

const sizeText = (tasks: number): string => {
  const power = Math.log10(tasks)
  return Number.isInteger(power) ? `10^${power}` : tasks.toLocaleString('en')
}

const of = (sizes: Size[], tasks: number, name: string): number => {
  const values = sizes.find((size) => size.tasks === tasks)?.figures[name]
  return values?.length ? median(values) : Number.NaN
}

type Goal = { what: string; ratio: number; goal: string; met: boolean }

/** Goals of issue 8 that concern scale, as far as the sizes at hand can tell. */
function goalsOf(sizes: Size[]): Goal[] {
  const few = 1000
  const greatest = Math.max(...sizes.map(({ tasks }) => tasks))
  const many = Math.min(greatest, 100_000)
  const between = `${sizeText(greatest)} / ${sizeText(few)}`
  const ratio = (name: string, to: number) => of(sizes, to, name) / of(sizes, few, name)
  const least = (what: string, value: number): Goal => ({
    ...{ what, ratio: value, goal: 'at least 0.7' },
    met: value >= 0.7,
  })
  const most = (what: string, value: number, limit: number): Goal => ({
    ...{ what, ratio: value, goal: `at most ${limit}` },
    met: value <= limit,
  })
  const perEvent = (tasks: number) => of(sizes, tasks, 'for a thing that happens, ms')
  const jump = `jump over ${jump_events} timers, ms`
  const upTo = `${sizeText(many)} / ${sizeText(few)}`
  return [
    least(`get the same task, calls/s, ${between}`, ratio('get the same, calls/s', greatest)),
    least(`get any task, calls/s, ${between}`, ratio('get any, calls/s', greatest)),
    least(
      `get any task, calls per second of processor, ${between}`,
      1 / ratio('get any, CPU us', greatest),
    ),
    most(`clock jump over ${jump_events} timers, ${upTo}`, ratio(jump, many), 3),
    most(`clock jump over 1 % of the tasks, per event, ${upTo}`, perEvent(many) / perEvent(few), 3),
    most(
      `first list by state after a jump, ${upTo}`,
      ratio('first list by state after it, ms', many),
      3,
    ),
    most(
      `list 50 by state, with its count, after a write, ${upTo}`,
      ratio('list 50 by state, ms', many),
      3,
    ),
    most(
      `list by a part of the name, with its count, after a write, ${upTo}`,
      ratio('list by name, ms', many),
      3,
    ),
    ...sizes.flatMap(({ tasks, figures }) => {
      const list = of(sizes, tasks, 'list 50, ms')
      return Object.keys(figures).flatMap((name) =>
        name.startsWith('worst wait')
          ? [
              most(
                `${name.replace(', ms', '')} / list of 50, ${sizeText(tasks)}`,
                of(sizes, tasks, name) / list,
                30,
              ),
            ]
          : [],
      )
    }),
    ...sizes.map(({ tasks }) =>
      most(
        `bytes of the file / bytes of the payload, ${sizeText(tasks)}`,
        of(sizes, tasks, 'file, MB') / of(sizes, tasks, 'payload, MB'),
        1.6,
      ),
    ),
  ].filter(({ ratio: value }) => !Number.isNaN(value))
}

const reading = `How the goals are read: "a clock jump" is one that lets the same number of things happen at every size (${jump_events}), and, beside it, one over 1 % of the tasks per thing that happens; a jump over ten times as many things may take ten times as long. "The first filtered list" is the first list by state after such a jump. "Another account waits" is the longest of its calls, one after the other, while the clock of the large one is moved by an hour; "a full list" is the list of 50 of the large account, when nothing else goes on. "Payload" is the sum of the bytes of all JSON documents in the file, and "file" the size of the file when nobody has it open.`

/** Everything for people. */
export function scaleText(sizes: Size[], ran_on: Machine, rounds: number): string {
  const names = [...new Set(sizes.flatMap(({ figures }) => Object.keys(figures)))]
  const rows = names.map((name) => [
    name,
    ...sizes.map(({ figures }) => (figures[name]?.length ? number(median(figures[name])) : '-')),
  ])
  const goals = goalsOf(sizes).map(({ what, ratio, goal, met }) => [
    ...[what, number(ratio), goal],
    met ? 'met' : '**not met**',
  ])
  const left_out = sizes.flatMap(({ tasks, left_out }) =>
    left_out.map((reason) => `- ${sizeText(tasks)}: ${reason}`),
  )
  return `${[
    '# From a thousand tasks to a million',
    `Made by \`npm run bench:scale\`. ${machineText(ran_on)}. ${rounds} rounds over all sizes in turn; medians. Every size has as many tasks as sources, on a file, in one account, with everything on; 1 % of the tasks have something to do within the hour. Rates are at 32 connections, milliseconds those of single calls, one after the other. A list is measured *remembered*, asked for again and again, and, without that word, as the first after something was written. "All under way due" is an hour in whose last second each task that can go on, three of five, has one thing or two to do; where that takes more than five minutes it is left at that, and what it took for one thing stands for the rest.`,
    lines(['', ...sizes.map(({ tasks }) => sizeText(tasks))], rows),
    '![The cost of each operation against the number of tasks](scale.svg)',
    '## Goals',
    reading,
    lines(['ratio', 'measured', 'goal', ''], goals),
    ...(left_out.length > 0 ? [`Left out:\n\n${left_out.join('\n')}`] : []),
  ].join('\n\n')}\n`
}

/** Milliseconds of one operation against the number of tasks, both logarithmic. */
export async function plotScale(file: string, sizes: Size[]): Promise<void> {
  const values = sizes.flatMap(({ tasks, figures }) =>
    Object.entries(figures).flatMap(([name, measured]) =>
      name.endsWith(', ms')
        ? [{ tasks, operation: name.replace(', ms', ''), ms: median(measured) }]
        : [],
    ),
  )
  const axes = {
    x: { field: 'tasks', type: 'quantitative', scale: { type: 'log' }, title: 'tasks' },
    y: { field: 'ms', type: 'quantitative', scale: { type: 'log' }, title: 'milliseconds' },
    color: { field: 'operation', type: 'nominal', title: null, scale: { scheme: 'tableau20' } },
  }
  await plot(file, {
    title: {
      text: 'Cost of an operation against the number of tasks',
      subtitle: 'logarithmic on both axes: flat does not depend on the number',
    },
    ...{ width: 560, height: 480, data: { values } },
    layer: [{ mark: { type: 'line', point: true, strokeWidth: 1.5 }, encoding: axes }],
  })
}
