import { effect } from '@preact/signals'
import { render } from 'preact'
import { Bar } from './bar.tsx'
import { Keys, listenToKeys, Palette, titleOf } from './palette.tsx'
import { Notice } from './parts/parts.tsx'
import { address, followAddress } from './state/address.ts'
import { drawWhileFlowing } from './state/clock.ts'
import { followEvents } from './state/live.ts'
import { takeToken } from './state/server.ts'
import { StrikeMenu } from './timeline/strike.tsx'
import { Calls } from './views/calls.tsx'
import { Coverage } from './views/coverage.tsx'
import { Credentials } from './views/credentials.tsx'
import { Failures } from './views/failures.tsx'
import { Migrations } from './views/migrations.tsx'
import { Snapshots } from './views/snapshots.tsx'

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
