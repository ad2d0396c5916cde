import { effect } from '@preact/signals'
import { render } from 'preact'
import { address, followAddress } from './address.ts'
import { Bar } from './bar.tsx'
import { Calls } from './calls.tsx'
import { drawWhileFlowing } from './clock.ts'
import { Coverage } from './coverage.tsx'
import { Credentials } from './credentials.tsx'
import { Failures } from './failures.tsx'
import { followEvents } from './live.ts'
import { Migrations } from './migrations.tsx'
import { Keys, listenToKeys, Palette, titleOf } from './palette.tsx'
import { Notice } from './parts.tsx'
import { takeToken } from './server.ts'
import { Snapshots } from './snapshots.tsx'
import { StrikeMenu } from './strike.tsx'

/** The dashboard: see migrations, move their clock, break them. A client of the control API. */

const views = {
  migrations: Migrations,
  calls: Calls,
  failures: Failures,
  snapshots: Snapshots,
  coverage: Coverage,
  credentials: Credentials,
}

function Page() {
  const View = views[address.value.view]
  return (
    <>
      <Bar />
      <View />
      <StrikeMenu />
      <Palette />
      <Keys />
      <Notice />
    </>
  )
}

takeToken()
followAddress()
followEvents()
drawWhileFlowing()
listenToKeys()
effect(() => {
  document.title = titleOf()
})
render(<Page />, document.body)
