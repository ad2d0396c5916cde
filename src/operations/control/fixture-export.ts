import type { Fixture } from '../../schemas/control/fixture.ts'
import type { Account, View } from '../account/account.ts'
import { exportMembers } from '../iam/members.ts'

/** An account as a fixture: loaded again with `replace`, it stands as it stands now. */
export function exportFixture(account: Account): Fixture {
  return account.read(exportAt)
}

function exportAt({ account, now, clock, ...view }: View): Fixture {
  return {
    version: 1,
    saved_at: now,
    accounts: [
      {
        name: account.name,
        id: account.id,
        clock: { mode: clock.mode, now, pace: clock.pace },
        ...exportMembers(account, now),
        templates: view.templates.all().map((saved) => ({ saved })),
        migprojects: view.migprojects.all(),
        privacy_agreement: view.agreements.find()?.flag ?? false,
        scenarios: view.scenarios.all(),
        faults: view.faults.all(),
        companions: { saved: view.companions.all() },
        sources: view.sources.all().map((saved) => ({ saved })),
        tasks: view.tasks
          .all()
          .map((saved) => ({ saved: { ...saved, sub_tasks: [...saved.sub_tasks] } })),
        counters: view.counters.find(),
        events: view.events.all(),
        timers: view.timers.order(),
      },
    ],
  }
}
