import type { Emulator } from '../../emulator.ts'
import type { Fixture } from '../../schemas/control/fixture.ts'
import { clockOf } from '../account/session.ts'
import { read } from '../account/settle.ts'
import { exportMembers } from '../iam/members.ts'

/** An account as a fixture: loaded again with `replace`, it stands as it stands now. */
export function exportFixture(emulator: Emulator, account_id: string): Fixture {
  return read(emulator, account_id, ({ now }) => exportAt(emulator, account_id, now))
}

function exportAt(emulator: Emulator, account_id: string, now: number): Fixture {
  const account = emulator.accounts.find(account_id)
  if (!account) throw new Error(`account ${account_id} is gone`)
  const clock = clockOf(emulator, account_id)
  return {
    version: 1,
    saved_at: now,
    accounts: [
      {
        name: account.name,
        id: account.id,
        clock: { mode: clock.mode, now, pace: clock.pace },
        ...exportMembers(emulator, account_id, now),
        templates: emulator.templates.all(account_id).map((saved) => ({ saved })),
        migprojects: emulator.migprojects.all(account_id),
        privacy_agreement: emulator.agreements.of(account_id)?.flag ?? false,
        scenarios: emulator.scenarios.all(account_id),
        faults: emulator.faults.all(account_id),
        sources: emulator.sources.all(account_id).map((saved) => ({ saved })),
        tasks: emulator.tasks
          .all(account_id)
          .map((saved) => ({ saved: { ...saved, sub_tasks: [...saved.sub_tasks] } })),
        counters: emulator.counters.of(account_id),
        events: emulator.events.all(account_id),
        timers: emulator.timers.order(account_id),
      },
    ],
  }
}
