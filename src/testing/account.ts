import {
  EmulatorClient,
  EmulatorUnreachable,
  start,
  type TestAccount,
  type TestAccountOptions,
} from '../index.ts'

/** The emulator of a run of tests, and the account of a test. */

let own: Promise<EmulatorClient> | undefined

/**
 * Makes a call to the emulator at `SMS_EMULATOR_URL`, or else to one that this process starts at the first call, and
 * that ends with it.
 *
 * @throws EmulatorUnreachable that names the variable when none answers at `SMS_EMULATOR_URL`.
 */
async function callEmulator<Answer>(
  call: (client: EmulatorClient) => Promise<Answer>,
): Promise<Answer> {
  const { SMS_EMULATOR_URL: url, SMS_EMULATOR_CONTROL_TOKEN: token } = process.env
  if (!url) return call(await startOwn())
  try {
    return await call(new EmulatorClient(url, { token }))
  } catch (error) {
    if (!(error instanceof EmulatorUnreachable)) throw error
    const { message, reason } = error
    throw new EmulatorUnreachable(
      `${message}. The URL is that of SMS_EMULATOR_URL: start an emulator there, or unset the variable.`,
      reason,
    )
  }
}

function startOwn(): Promise<EmulatorClient> {
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
  process.env.SMS_EMULATOR_URL = await callEmulator(async (client) => {
    await client.health()
    return client.url
  })
}

const known = [
  'fixture',
  'scenario',
  'now',
  'projects',
] as const satisfies (keyof TestAccountOptions)[]

/** How `checkArguments` checks them. */
export const options_parameter = {
  name: 'options',
  takes: 'an object',
  optional: true,
  keys: known,
} as const

/**
 * Creates an account with what a test begins with.
 *
 * @throws EmulatorError when the fixture or the scenario is refused.
 */
export async function openAccount(options: TestAccountOptions = {}): Promise<TestAccount> {
  const { fixture, scenario, now, projects } = options
  const clock = { mode: 'frozen', pace: 1, ...(now !== undefined && { now }) } as const
  const account = await callEmulator(({ accounts }) =>
    accounts.open({ clock, ...(projects && { projects }) }),
  )
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
