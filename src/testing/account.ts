import { checkArguments } from '../client/arguments.ts'
import { EmulatorClient, start, type TestAccount, type TestAccountOptions } from '../index.ts'

/** The emulator of a run of tests, and the account of a test. */

let own: Promise<EmulatorClient> | undefined

/** The emulator at `SMS_EMULATOR_URL`, or else one that this process starts at the first call, and that ends with it. */
function connect(): Promise<EmulatorClient> {
  const { SMS_EMULATOR_URL: url, SMS_EMULATOR_CONTROL_TOKEN: token } = process.env
  if (url) return Promise.resolve(new EmulatorClient(url, { token }))
  own ??= start().then(({ client, unref }) => {
    unref()
    return client
  })
  return own
}

/**
 * Makes sure that an emulator is there for all processes of a run: the one at `SMS_EMULATOR_URL`, or one that this
 * process starts, and names there.
 *
 * @throws EmulatorUnreachable when none answers at `SMS_EMULATOR_URL`.
 */
export async function connectRun(): Promise<void> {
  const client = await connect()
  await client.health()
  process.env.SMS_EMULATOR_URL = client.url
}

const known = [
  'fixture',
  'scenario',
  'now',
  'projects',
] as const satisfies (keyof TestAccountOptions)[]

/** @param example a call that works. @throws EmulatorError for options that are no object, or have an unknown name */
export function checkOptions(options: unknown, example: string): void {
  const parameter = { name: 'options', takes: 'an object', optional: true, keys: known } as const
  checkArguments({ example, parameters: [parameter] }, [options])
}

/**
 * Creates an account with what a test begins with.
 *
 * @throws EmulatorError when the fixture or the scenario is refused.
 */
export async function openAccount(options: TestAccountOptions = {}): Promise<TestAccount> {
  const { fixture, scenario, now, projects } = options
  const { accounts } = await connect()
  const clock = { mode: 'frozen', pace: 1, ...(now !== undefined && { now }) } as const
  const account = await accounts.open({ clock, ...(projects && { projects }) })
  try {
    const { fixtures, scenarios } = account.client
    if (typeof fixture === 'string') await fixtures.loadFile(fixture)
    else if (fixture) await fixtures.load(fixture)
    if (scenario) await scenarios.add(scenario)
    return account
  } catch (error) {
    await deleteQuietly(account)
    throw error
  }
}

/** Deletes the account of a test that failed: why it failed matters more than whether that works. */
export const deleteQuietly = (account: TestAccount): Promise<void> =>
  account.delete().catch(() => {})
