import { useRef } from 'preact/hooks'
import type { TaskOverview, Timeline as TimelineData } from '../../client/types.ts'
import { Hint } from '../parts/hint.tsx'
import { Card, Json, Nothing, Problem, Scrolled, StateMark } from '../parts/parts.tsx'
import { address, go, withQuery } from '../state/address.ts'
import { now } from '../state/clock.ts'
import { accountOption, useLoaded } from '../state/server.ts'
import { changeTask, deleteTask } from '../state/sms.ts'
import { durationText, momentText } from '../text/moments.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { CallsAbout } from './calls-about.tsx'

/** A task: its facts, what can be done with it, its timeline, what a client sees of it and asked about it. */

/** How many of the calls about a task are read. */
const calls_max = 200

export function TaskDetail({ task }: { task: TaskOverview }) {
  const { at } = address.value.query
  const read = useLoaded(['tasks', 'clock'], `timeline ${task.id} ${at}`, async (client) => {
    const moment = at === undefined ? (await client.clock.get()).now : new Date(Number(at))
    return client.timeline(task.id, { at: moment })
  })
  const shown = useKept(read.value)
  const calls = useLoaded(['calls'], `calls ${task.id}`, (client) =>
    client.requests.list({ path: `/v3/*${task.id}*`, limit: calls_max }),
  )
  const requests = calls.value?.requests ?? []
  return (
    <>
      <h1>
        {task.name} <StateMark state={task.state} />
      </h1>
      <Facts task={task} timeline={shown} />
      <Actions task={task} />
      <Problem text={read.problem} />
      {shown === undefined ? null : (
        <Card title="Timeline" aside={<Legend />}>
          <Timeline task={task} timeline={shown} calls={requests} />
          <Hint calls={requests} />
        </Card>
      )}
      {at === undefined ? null : <Elsewhere at={Number(at)} />}
      <div class="columns">
        <WhatAClientSees shown={shown} at={at} />
        <CallsAbout task={task} calls={requests} />
      </div>
      {shown === undefined ? null : <Events timeline={shown} />}
    </>
  )
}

/** The last value that was there: what is read anew stays as it was until then. */
function useKept<Value>(value: Value | undefined): Value | undefined {
  const kept = useRef(value)
  if (value !== undefined) kept.current = value
  return kept.current
}

const Legend = () => (
  <span class="legend">
    <i class="happened" /> happened <i class="planned" /> planned <i class="strikes" /> ends badly
    here
    <span class="faint">
      click a planned bar to move time there · drag the line to look at another moment
    </span>
  </span>
)

/** How a migration goes on if nobody interferes: how it ends, or what comes next. */
function endOf({ planned }: TimelineData): { what: string; at: number } | undefined {
  const end = planned.findLast(({ type }) => type === 'task.state') ?? planned[0]
  if (end === undefined) return undefined
  const state = end.type === 'task.state' ? String(end.data.state) : ''
  const what = state.endsWith('SUCCESS') ? 'done in' : state.endsWith('FAIL') ? 'fails in' : state
  return {
    what: what === '' ? 'next event in' : what === state ? `${state} in` : what,
    at: Date.parse(end.at),
  }
}

function Facts({ task, timeline }: { task: TaskOverview; timeline: TimelineData | undefined }) {
  const started = timeline?.past.findLast(
    ({ type, data }) => type === 'task.action' && data.operation === 'start',
  )
  const next = timeline && endOf(timeline)
  const at = now.value
  return (
    <p class="facts">
      <span>
        source <b>{task.source.name ?? 'deleted'}</b>
      </span>
      <span>{task.migration_cycle}</span>
      {started && at !== null ? (
        <span>
          started <b>{durationText(at - Date.parse(started.at))}</b> ago
        </span>
      ) : null}
      {next && at !== null ? (
        <span>
          {next.what} <b>{durationText(next.at - at)}</b>
        </span>
      ) : null}
      {task.connected ? null : <b class="bad">agent not connected</b>}
      <code>{task.id}</code>
    </p>
  )
}

/** What a client may ask of a task, with the word of the API. */
const operations = [
  ['start', 'Start'],
  ['stop', 'Pause'],
  ['cutover', 'Launch target'],
] as const

function Actions({ task }: { task: TaskOverview }) {
  return (
    <p class="actions">
      {operations.map(([operation, label]) => {
        const refusal = task.actions.find((one) => one.operation === operation)?.code ?? null
        return (
          <button
            key={operation}
            type="button"
            disabled={refusal !== null}
            title={refusal === null ? `UpdateTaskStatus ${operation}` : `refused: ${refusal}`}
            onClick={() => void changeTask(task.id, task.name, operation)}
          >
            {label}
            {refusal === null ? null : <small> {refusal}</small>}
          </button>
        )
      })}
      <button type="button" title="DeleteTask" onClick={() => void deleteTask(task.id, task.name)}>
        Delete
      </button>
    </p>
  )
}

function Elsewhere({ at }: { at: number }) {
  const is_past = at < (now.value ?? 0)
  return (
    <p class="hint" role="status">
      A look at the {is_past ? 'past' : 'future'}, {momentText(at)}: nothing was moved.{' '}
      <button type="button" class="link" onClick={() => go(withQuery({ at: '' }), false)}>
        Back to now
      </button>
    </p>
  )
}

function WhatAClientSees({
  shown,
  at,
}: {
  shown: TimelineData | undefined
  at: string | undefined
}) {
  const last = useRef<{ json: string; value: unknown; before: unknown }>({
    json: '',
    value: undefined,
    before: undefined,
  })
  const value = shown?.as_of
  const json = JSON.stringify(value) ?? ''
  if (json !== '' && json !== last.current.json)
    last.current = { json, value, before: last.current.value }
  return (
    <Card
      title={
        at === undefined
          ? 'What a client sees now'
          : `What a client would see at ${momentText(Number(at))}`
      }
      aside={<span class="faint">ShowTask</span>}
    >
      {value === undefined ? (
        <Nothing>At that moment the task did not exist.</Nothing>
      ) : (
        <Json value={value} before={last.current.before} />
      )}
    </Card>
  )
}

function Events({ timeline: { past, planned } }: { timeline: TimelineData }) {
  const rows = [
    ...planned.toReversed().map((event) => ({ event, isPlanned: true })),
    ...past.toReversed().map((event) => ({ event, isPlanned: false })),
  ]
  return (
    <Card
      title="Events"
      aside={<code class="faint">$ sms-emulator timeline{accountOption()} …</code>}
    >
      <Scrolled>
        <table>
          <thead>
            <tr>
              <th>clock</th>
              <th>event</th>
              <th>data</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ event, isPlanned }, at) => (
              <tr key={at} class={isPlanned ? 'planned' : ''}>
                <td class="code">{event.at.slice(11, 23)}</td>
                <td>{event.type}</td>
                <td class="code data">{JSON.stringify(event.data)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </Card>
  )
}
