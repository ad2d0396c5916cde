import { counted } from '../text/numbers.ts'
import { isPaletteOpen, palette_key } from './palette.tsx'
import { account, address, go, hrefOf, linkTo, type View } from './state/address.ts'
import {
  advance,
  canUndo,
  clock,
  flow,
  freeze,
  nextEvent,
  now,
  undo,
  undo_name,
  untilIdle,
} from './state/clock.ts'
import { connection } from './state/live.ts'
import { distanceText, nextText, type Overview, useOverview } from './state/overview.ts'
import { accountOption, act, useLoaded } from './state/server.ts'
import { momentText, timeText } from './text/moments.ts'

/** The bar on every view: account, clock, what comes next, and whether what is shown is live. */

const steps = [
  ['+10 s', '10s'],
  ['+1 min', '1m'],
  ['+1 h', '1h'],
] as const

/** The bar and the views below it. */
export function Bar() {
  const info = useLoaded(['accounts'], 'info', (client) => client.info()).value
  const overview = useOverview().value
  return (
    <>
      <header class="bar">
        <h1 class="hidden">{address.value.view}</h1>
        <a class="brand" href={linkTo('migrations')}>
          SMS emulator <small>{info?.version ?? ''}</small>
        </a>
        <Accounts names={info?.accounts.map(({ name }) => name) ?? []} />
        <ClockControls next={overview?.next ?? null} />
        <span class="grow" />
        <a href="/_emulator/docs/">API docs</a>
        <span class={`connection ${connection.value.replaceAll(' ', '-')}`} role="status">
          {connection.value}
        </span>
        <button
          type="button"
          aria-label={`${palette_key}: all commands`}
          onClick={() => {
            isPaletteOpen.value = true
          }}
        >
          {palette_key}
        </button>
      </header>
      <div class="views">
        <Views tasks={overview?.count} />
        <NextEvent next={overview?.next} />
      </div>
    </>
  )
}

function Accounts({ names }: { names: readonly string[] }) {
  const shown = account.value
  const all = names.includes(shown) ? names : [shown, ...names]
  return (
    <select
      aria-label="Account"
      value={shown}
      onChange={({ currentTarget: { value } }) =>
        go(hrefOf({ view: address.value.view, item: null, query: { account: value } }))
      }
    >
      {all.map((name) => (
        <option key={name} value={name} selected={name === shown}>
          {name}
        </option>
      ))}
    </select>
  )
}

function ClockControls({ next }: { next: Overview['next'] }) {
  const shown = clock.value
  const at = now.value
  if (shown === null || at === null) return <div class="clock">no clock</div>
  const isFrozen = shown.mode === 'frozen'
  return (
    <fieldset class="clock" aria-label="Clock" disabled={connection.value === 'reconnecting'}>
      <span class={`mode ${shown.mode}`}>{isFrozen ? '❄ frozen' : '▶ flowing'}</span>
      <time dateTime={new Date(at).toISOString()}>{momentText(at).replace('.000', '')}</time>
      <Pace pace={shown.pace} />
      <button type="button" title="f" onClick={() => void (isFrozen ? flow() : freeze())}>
        {isFrozen ? '▶ Flow' : '❄ Freeze'}
      </button>
      <span class="group">
        {steps.map(([label, by]) => (
          <button key={by} type="button" onClick={() => void advance({ by }, by)}>
            {label}
          </button>
        ))}
      </span>
      <button
        type="button"
        title="the next event ( . )"
        disabled={next === null}
        onClick={() => void nextEvent()}
      >
        Advance{next === null ? '' : ` to ${timeOf(next, at)}`}
      </button>
      <button
        type="button"
        title="until nothing happens by itself"
        onClick={() => void untilIdle()}
      >
        Until idle
      </button>
      <button type="button" title="u" disabled={!canUndo.value} onClick={() => void undo()}>
        ↶ Undo
      </button>
    </fieldset>
  )
}

const timeOf = ({ at }: NonNullable<Overview['next']>, from: number): string => {
  const ms = Date.parse(at)
  return timeText(ms, Math.max(ms - from, 3_600_000))
}

/** Seconds of migration work in a second of the clock. */
const Pace = ({ pace }: { pace: number }) => (
  <label class="pace">
    pace{' '}
    <input
      type="number"
      min="0.001"
      max="1000000"
      step="any"
      // It is written anew only for another pace: what is being typed stays.
      key={pace}
      defaultValue={pace}
      onChange={({ currentTarget: { value } }) =>
        void act(
          `The pace is ${value}.`,
          `sms-emulator clock --pace ${value}${accountOption()}`,
          (client) => client.clock.set({ pace: Number(value) }),
        )
      }
    />
    ×
  </label>
)

function NextEvent({ next }: { next: Overview['next'] | undefined }) {
  const at = now.value
  if (next === undefined || at === null) return null
  return (
    <section class="facts next" aria-label="Next event">
      {next === null ? (
        'Nothing happens by itself.'
      ) : (
        <span>
          Next event: <b>{nextText(next)}</b> {distanceText(next, at)}
        </span>
      )}
    </section>
  )
}

function Views({ tasks }: { tasks: number | undefined }) {
  const calls = useLoaded(['calls'], 'count', async (client) => ({
    all: await client.requests.count(),
    refused: await client.requests.count({ status: '4xx' }),
  })).value
  const failures = useLoaded(['deviations'], 'count', async (client) => ({
    scenarios: (await client.scenarios.list()).scenarios.length,
    faults: (await client.faults.list()).left,
  })).value
  const snapshots = useLoaded(['snapshots'], 'count', (client) => client.snapshots.list()).value
  const servers = useLoaded(['servers'], 'count', (client) => client.servers({ limit: 1 })).value
  return (
    <nav aria-label="Views">
      <Tab view="migrations" title="Migrations" amount={tasks} />
      <Tab view="servers" title="Servers" amount={servers?.count} />
      <Tab view="calls" title="Calls" amount={calls?.all}>
        {calls && calls.refused > 0 ? <b class="bad">{calls.refused} refused</b> : null}
      </Tab>
      <Tab view="failures" title="Failures">
        {failures && failures.scenarios + failures.faults > 0 ? (
          <b>
            {counted(failures.scenarios, 'scenario')} · {counted(failures.faults, 'fault')} left
          </b>
        ) : null}
      </Tab>
      <Tab
        view="snapshots"
        title="Snapshots"
        amount={snapshots?.snapshots.filter(({ name }) => name !== undo_name).length}
      />
      <Tab view="coverage" title="Coverage" />
      <Tab view="credentials" title="Credentials" />
    </nav>
  )
}

function Tab({
  view,
  title,
  amount,
  children,
}: {
  view: View
  title: string
  amount?: number | undefined
  children?: preact.ComponentChildren
}) {
  const isHere = address.value.view === view
  return (
    <a href={linkTo(view)} aria-current={isHere ? 'page' : undefined}>
      {title}
      {amount === undefined || amount === 0 ? null : <b>{amount.toLocaleString('en-US')}</b>}
      {children}
    </a>
  )
}
