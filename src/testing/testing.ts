import { checkArguments, type Usage } from '../client/arguments.ts'
import type { TestAccount, TestAccountOptions } from '../index.ts'
import { withoutControls } from '../text/terminal.ts'
import { connectRun, deleteQuietly, openAccount, options_parameter } from './account.ts'
import { addReport, describeAccount, expectFaultsUsed } from './report.ts'

/** What `import … from 'huaweicloud-sms-emulator/testing'` gives: for jest, node:test, tap and other test runners. */

/** What tap hands to a test: assertions that do not throw, and comments, since an error of tap is one line. */
type Assertions = { passing(): boolean; comment(text: string): void }

const usage: Usage = {
  example: "withAccount({ fixture: 'web.yaml' }, async (account) => { … })",
  parameters: [options_parameter, { name: 'test', takes: 'a function' }],
}

/**
 * The global set-up of jest: one emulator for the run. It is the one at `SMS_EMULATOR_URL`; if that is not set, one
 * is started, in the process that leads the run, and ends with it.
 *
 * @throws EmulatorUnreachable when none answers at `SMS_EMULATOR_URL`.
 */
export default async function setUp(): Promise<void> {
  await connectRun()
}

/**
 * Makes a test that has an account of its own, deleted at its end. If the test fails, its error also says which calls
 * were made, why calls were refused, and what the clock shows. A test that passed, but whose faults were not used up,
 * fails.
 *
 * @param options what the account begins with.
 * @param test gets the account, and then what the runner hands to a test.
 * @returns the function for the runner. It throws what `test` throws, or that faults were not used up.
 * @throws EmulatorError for options that are not known, or if `test` is not a function.
 * @example
 * test('migrates', withAccount({ fixture: 'web.yaml' }, async (account) => {
 *   // … point the program under test at account.url, with account.credentials …
 *   await account.client.clock.advanceUntil({ task: 'move-web-1', state: 'MIGRATE_SUCCESS' })
 * }))
 */
export function withAccount<Context extends unknown[]>(
  options: TestAccountOptions,
  test: (account: TestAccount, ...context: Context) => unknown,
): (...context: Context) => Promise<void> {
  checkArguments(usage, [options, test])
  return async (...context) => {
    const account = await openAccount(options)
    const [given] = context
    const assertions = isAssertions(given) ? given : undefined
    const stopWaiting = reportWhenAborted(account, given)
    try {
      await test(account, ...context)
      if (assertions?.passing() !== false) await expectFaultsUsed(account)
      else assertions.comment(await describeAccount(account))
    } catch (error) {
      const report = await describeAccount(account)
      if (assertions) assertions.comment(report)
      else addReport(error, report)
      await deleteQuietly(account)
      throw error
    } finally {
      stopWaiting()
    }
    await account.delete()
  }
}

const isAssertions = (given: unknown): given is Assertions => {
  const { passing, comment } = (given ?? {}) as Partial<Assertions>
  return typeof passing === 'function' && typeof comment === 'function'
}

/**
 * When the runner no longer waits for a test, prints what would be added to its error, and deletes its account.
 * node:test aborts a signal then, as after a timeout, and reads no error of the test.
 *
 * @returns what to call at the end of the test.
 */
function reportWhenAborted(account: TestAccount, given: unknown): () => void {
  const { name, signal } = (given ?? {}) as { name?: unknown; signal?: unknown }
  if (!(signal instanceof AbortSignal)) return () => {}
  const report = async () => {
    const text = `${name ?? 'a test'}: ended by its runner, unfinished\n\n${await describeAccount(account)}\n`
    process.stderr.write(text.split('\n').map(withoutControls).join('\n'))
    await deleteQuietly(account)
  }
  signal.addEventListener('abort', report, { once: true })
  return () => signal.removeEventListener('abort', report)
}
