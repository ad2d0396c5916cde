import { isPaletteOpen } from './palette.tsx'
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
  untilIdle,
} from './state/clock.ts'
import { connection } from './state/live.ts'
import { useLoaded } from './state/server.ts'
import { momentText } from './text/moments.ts'

/** The bar on every view: account, clock, and whether what is shown is live. */

const steps = [
  ['+10 s', '10s'],
  ['+1 min', '1m'],
  ['+1 h', '1h'],
] as const

/** The bar and the views below it. */
export function Bar() {
  const info = useLoaded(['accounts'], 'info', (client) => client.info()).value
  return (
    <>
      <header class="bar">
        <h1 class="hidden">{address.value.view}</h1>
        <a class="brand" href={linkTo('migrations')}>
          SMS emulator <small>{info?.version ?? ''}</small>
        </a>
        <Accounts names={info?.accounts.map(({ name }) => name) ?? []} />
        <ClockControls />
        <span class="grow" />
        <a href="/_emulator/docs/">API</a>
        <span class={`connection ${connection.value.replaceAll(' ', '-')}`} role="status">
          {connection.value}
        </span>
        <button
          type="button"
          aria-label="⌘K: all commands"
          onClick={() => {
            isPaletteOpen.value = true
          }}
        >
          ⌘K
        </button>
      </header>
      <Views />
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

function ClockControls() {
  const shown = clock.value
  const at = now.value
  if (shown === null || at === null) return <div class="clock">no clock</div>
  const isFrozen = shown.mode === 'frozen'
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row everywhere.
    <div class="clock" role="group" aria-label="Clock">
      <span class={`mode ${shown.mode}`}>{isFrozen ? '❄ frozen' : '▶ flowing'}</span>
      <time dateTime={new Date(at).toISOString()}>{momentText(at)}</time>
      <span class="faint">pace {shown.pace}×</span>
      <button type="button" onClick={() => void (isFrozen ? flow() : freeze())}>
        {isFrozen ? '▶ Flow' : '❄ Freeze'}
      </button>
      <span class="group">
        {steps.map(([label, by]) => (
          <button key={by} type="button" onClick={() => void advance({ by }, by)}>
            {label}
          </button>
        ))}
      </span>
      <button type="button" title="." onClick={() => void nextEvent()}>
        Next event
      </button>
      <button type="button" onClick={() => void untilIdle()}>
        Until idle
      </button>
      <button type="button" title="u" disabled={!canUndo.value} onClick={() => void undo()}>
        ↶ Undo
      </button>
    </div>
  )
}

function Views() {
  const calls = useLoaded(['calls'], 'count', async (client) => ({
    all: await client.requests.count(),
    refused: await client.requests.count({ status: '4xx' }),
  })).value
  const tasks = useLoaded(['tasks'], 'count', (client) => client.tasks({ limit: 1 })).value
  const failures = useLoaded(['deviations'], 'count', async (client) => ({
    scenarios: (await client.scenarios.list()).scenarios.length,
    faults: (await client.faults.list()).left,
  })).value
  const snapshots = useLoaded(['snapshots'], 'count', (client) => client.snapshots.list()).value
  return (
    <nav aria-label="Views">
      <Tab view="migrations" title="Migrations" amount={tasks?.count} />
      <Tab view="calls" title="Calls" amount={calls?.all}>
        {calls && calls.refused > 0 ? <b class="bad">{calls.refused} refused</b> : null}
      </Tab>
      <Tab view="failures" title="Failures">
        {failures && failures.scenarios + failures.faults > 0 ? (
          <b>
            {amount(failures.scenarios, 'scenario')} · {amount(failures.faults, 'fault')} left
          </b>
        ) : null}
      </Tab>
      <Tab view="snapshots" title="Snapshots" amount={snapshots?.snapshots.length} />
      <Tab view="coverage" title="Coverage" />
      <Tab view="credentials" title="Credentials" />
    </nav>
  )
}

const amount = (count: number, name: string): string => `${count} ${name}${count === 1 ? '' : 's'}`

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
