import { effect } from '@preact/signals'
import { render } from 'preact'
import { Bar } from './bar.tsx'
import { Keys, listenToKeys, Palette, titleOf } from './palette.tsx'
import { Hint } from './parts/hint.tsx'
import { Notice } from './parts/parts.tsx'
import { address, followAddress } from './state/address.ts'
import { drawWhileFlowing } from './state/clock.ts'
import { connection, followEvents } from './state/live.ts'
import { takeToken } from './state/server.ts'
import { StrikeMenu } from './timeline/strike.tsx'
import { Calls } from './views/calls.tsx'
import { Coverage } from './views/coverage.tsx'
import { Credentials } from './views/credentials.tsx'
import { Failures } from './views/failures.tsx'
import { Migrations } from './views/migrations.tsx'
import { Servers } from './views/servers.tsx'
import { Snapshots } from './views/snapshots.tsx'

/** The dashboard: see migrations, move their clock, break them. A client of the control API. */

const views = {
  migrations: Migrations,
  servers: Servers,
  calls: Calls,
  failures: Failures,
  snapshots: Snapshots,
  coverage: Coverage,
  credentials: Credentials,
}

function Page() {
  const { view } = address.value
  const View = views[view]
  // What is shown may be old: nothing is done to it, and it does not look as if it were live.
  const isOld = connection.value === 'reconnecting'
  if (connection.value === 'no token') return <NoToken />
  return (
    <>
      <Bar />
      {isOld ? (
        <p class="hint" role="alert">
          The emulator does not answer: this is how it was. Nothing can be done until it is back.
        </p>
      ) : view === 'migrations' ? null : (
        <Hint />
      )}
      <fieldset class="shown" disabled={isOld}>
        <View />
        <StrikeMenu />
      </fieldset>
      <Palette />
      <Keys />
      <Notice />
    </>
  )
}

/** From another machine, without what it takes. */
const NoToken = () => (
  <main class="page">
    <h1>The control token is missing</h1>
    <p role="alert">
      This page is not on the machine of the emulator, and has no control token or another one. Open
      the address that <code>sms-emulator start</code> prints there, which ends in{' '}
      <code>#token=…</code>: each tab needs it once, as it keeps it until it is closed.
    </p>
  </main>
)

takeToken()
followAddress()
followEvents()
drawWhileFlowing()
listenToKeys()
effect(() => {
  document.title = titleOf()
})
render(<Page />, document.body)
