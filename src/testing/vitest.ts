import { checkArguments } from '../client/arguments.ts'
import type { TestAccount, TestAccountOptions } from '../index.ts'
import { connectRun, deleteQuietly, openAccount, options_parameter } from './account.ts'
import { addReport, describeAccount, expectFaultsUsed } from './report.ts'

/** What `import … from 'huaweicloud-sms-emulator/vitest'` gives. */

/** What vitest says of a test while it runs: the part of its `TestContext` that is read here. */
type Context = {
  task: {
    result?:
      | { state: string; pending?: boolean | undefined; errors?: { message: string }[] | undefined }
      | undefined
  }
}

/**
 * The global set-up of vitest: one emulator for the run. It is the one at `SMS_EMULATOR_URL`; if that is not set, one
 * is started, in the process that leads the run, and ends with it.
 *
 * @throws EmulatorUnreachable when none answers at `SMS_EMULATOR_URL`.
 */
export default async function setUp(): Promise<void> {
  await connectRun()
}

/**
 * A fixture for `test.extend`: an account for each test that asks for it, deleted at its end. If the test fails, its
 * error also says which calls were made, why calls were refused, and what the clock shows. A test that passed, but
 * whose faults were not used up, fails.
 *
 * @param options what the account begins with.
 * @throws EmulatorError for options that are not known.
 * @example
 * const test = base.extend({ account: smsAccount({ fixture: 'web.yaml' }) })
 * test('migrates', async ({ account }) => {
 *   // … point the program under test at account.url, with account.credentials …
 *   await account.client.clock.advanceUntil({ task: 'move-web-1', state: 'MIGRATE_SUCCESS' })
 * })
 */
export function smsAccount(
  options?: TestAccountOptions,
): (context: Context, use: (account: TestAccount) => Promise<void>) => Promise<void> {
  const example = "smsAccount({ fixture: 'web.yaml' })"
  checkArguments({ example, parameters: [options_parameter] }, [options])
  // vitest reads in the text of the function what it needs: the braces have to be there.
  return async ({ task }, use) => {
    const account = await openAccount(options)
    try {
      await use(account)
      const { state, pending, errors = [] } = task.result ?? {}
      if (state === 'fail') addReport(errors.at(-1), await describeAccount(account))
      else if (!pending) await expectFaultsUsed(account)
    } catch (error) {
      addReport(error, await describeAccount(account))
      await deleteQuietly(account)
      throw error
    }
    await account.delete()
  }
}
