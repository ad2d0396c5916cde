import { useEffect, useRef } from 'preact/hooks'
import type { TaskOverview, TaskState, Timeline as TimelineData } from '../../client/types.ts'
import { Hint } from '../parts/hint.tsx'
import { Card, Json, Nothing, Problem, Scrolled, ServerMark, StateMark } from '../parts/parts.tsx'
import { address, linkTo } from '../state/address.ts'
import { advance, clock, now, second } from '../state/clock.ts'
import { accountOption, refresh, useLoaded } from '../state/server.ts'
import { changeTask, deleteTask } from '../state/sms.ts'
import { durationText, momentText, timeText } from '../text/moments.ts'
import { endOf, nextPlan, outcomeOf } from '../text/plans.ts'
import { placeText, restText } from '../text/tasks.ts'
import { lookAt } from '../timeline/now-line.tsx'
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
      <Actions task={task} timeline={shown} />
      <Problem text={read.problem} />
      {shown === undefined ? null : (
        <Card title="Timeline" aside={<Legend />}>
          <Timeline task={task} timeline={shown} calls={requests} />
          {at === undefined ? null : <Elsewhere at={Number(at)} />}
          <Hint calls={requests} />
        </Card>
      )}
      <div class="columns">
        <WhatAClientSees task={task} shown={shown} at={at} />
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

function Facts({ task, timeline }: { task: TaskOverview; timeline: TimelineData | undefined }) {
  const started = timeline?.past.findLast(
    ({ type, data }) => type === 'task.action' && data.operation === 'start',
  )
  const at = second.value
  const rest = restText(task)
  return (
    <p class="facts">
      <span>
        source <b>{task.source.name ?? 'deleted'}</b>
      </span>
      <span>{task.migration_cycle}</span>
      <b>{placeText(task)}</b>
      {rest === '' ? null : <span>{rest}</span>}
      {started ? (
        <span>
          started <b>{durationText(at - Date.parse(started.at))}</b> ago
        </span>
      ) : null}
      {timeline === undefined
        ? null
        : outcomeOf(timeline).map((plan) => (
            <span key={plan.at}>
              {plan.what} in <b>{durationText(plan.at - at)}</b>
              {plan.after}
            </span>
          ))}
      <Target timeline={timeline} />
      <code>{task.id}</code>
    </p>
  )
}

/** The cloud server that the task moves to, if it is one of the account. */
function Target({ timeline }: { timeline: TimelineData | undefined }) {
  const { target_server } = (timeline?.as_of ?? {}) as { target_server?: { vm_id?: string | null } }
  const id = target_server?.vm_id ?? ''
  const read = useLoaded(['servers'], `target ${id}`, async (client) =>
    id === '' ? undefined : (await client.servers({ q: id, limit: 1 })).servers[0],
  )
  const server = read.value
  return server === undefined ? null : (
    <span>
      target <a href={linkTo('servers', server.id)}>{server.name}</a> <ServerMark server={server} />
    </span>
  )
}

/** Moves of time that suit this task, with how far away each is. */
function Moves({ task, timeline }: { task: TaskOverview; timeline: TimelineData }) {
  const at = second.value
  const next = nextPlan(timeline)
  const end = endOf(timeline)
  return (
    <span class="moves">
      {next === undefined ? null : (
        <button
          type="button"
          class="primary"
          onClick={() => {
            const by = next.at - Math.floor(now.peek() ?? 0)
            void advance({ by: Math.max(0, by) }, `${by}ms`)
          }}
        >
          Advance until {next.until} <small>in {durationText(next.at - at)}</small>
        </button>
      )}
      {end === undefined || end.at === next?.at ? null : (
        <button
          type="button"
          onClick={() =>
            void advance(
              { until: { task: task.id, state: end.state as TaskState } },
              `--task ${task.name} --state ${end.state}`,
            )
          }
        >
          Until {end.state} <small>in {durationText(end.at - at)}</small>
        </button>
      )}
    </span>
  )
}

/** What a client may ask of a task, with the word of the API. */
const operations = [
  ['start', 'Start'],
  ['stop', 'Pause'],
  ['cutover', 'Launch target'],
] as const

function Actions({ task, timeline }: { task: TaskOverview; timeline: TimelineData | undefined }) {
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
      {timeline === undefined ? null : <Moves task={task} timeline={timeline} />}
    </p>
  )
}

/** Says that another moment is shown. `Esc` ends it, unless something that is open has the key. */
function Elsewhere({ at }: { at: number }) {
  useEffect(() => {
    const end = ({ key, target }: KeyboardEvent): void => {
      const isTaken = document.querySelector('dialog[open], [role="menu"]') !== null
      const isTyped = target instanceof HTMLElement && target.matches('input, textarea, select')
      if (key === 'Escape' && !isTaken && !isTyped) lookAt(null)
    }
    // Before the listener that closes what is open.
    addEventListener('keydown', end, true)
    return () => removeEventListener('keydown', end, true)
  }, [])
  return (
    <p class="hint" role="status">
      A look at the {at < second.value ? 'past' : 'future'}, {momentText(at)}: nothing was moved.{' '}
      <button type="button" class="link" onClick={() => lookAt(null)}>
        Back to now
      </button>{' '}
      <kbd>Esc</kbd>
    </p>
  )
}

/** ShowTask. While work goes on as the clock flows it is of the moment at which it was read, and says so. */
function WhatAClientSees({
  task,
  shown,
  at,
}: {
  task: TaskOverview
  shown: TimelineData | undefined
  at: string | undefined
}) {
  const last = useRef<{ version: number; json: string; value: unknown; before: unknown }>({
    version: 0,
    json: '',
    value: undefined,
    before: undefined,
  })
  const isMoving = shown !== undefined && clock.value?.mode === 'flowing' && task.subtask !== null
  const value = shown?.as_of
  const json = JSON.stringify(value) ?? ''
  if (json !== '' && json !== last.current.json)
    last.current = {
      ...{ json, value },
      version: last.current.version + 1,
      before: last.current.value,
    }
  return (
    <Card
      title={
        at !== undefined
          ? `What a client would see at ${momentText(Number(at))}`
          : isMoving
            ? `What a client saw at ${timeText(Date.parse(shown.now))}`
            : 'What a client sees now'
      }
      aside={
        <>
          <span class="faint">ShowTask</span>
          {isMoving ? (
            <button type="button" onClick={() => refresh('clock')}>
              Read again
            </button>
          ) : null}
        </>
      }
    >
      {value === undefined ? (
        <Nothing>At that moment the task did not exist.</Nothing>
      ) : (
        <Json value={value} before={last.current.before} version={last.current.version} />
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
