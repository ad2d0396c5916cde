import type { FastifySchema } from 'fastify'
import { type ConfigInput, configOf, testSettings } from '../config.ts'
import { createEmulator } from '../emulator.ts'
import { buildApp } from '../http/app.ts'
import { sharedServiceApps } from '../http/service-apps.ts'
import { bootAccounts } from '../operations/control/reset.ts'
import type { ServiceName } from '../schemas/control/coverage.ts'
import type { FixtureAccount } from '../schemas/control/fixture.ts'
import { rehearseFixtures } from './rehearsal.ts'

/** The address that an emulator without a port believes to have. */
const host = '127.0.0.1:7670'

/** A call to an emulator that listens nowhere, and its answer. */
export type SentCall = {
  method: string
  url: string
  headers: Record<string, string>
  payload?: string
}
export type SentAnswer = { status: number; headers: Record<string, unknown>; text: string }

/** An emulator in memory, asked without a port. No time passes in it unless it is moved. */
export type MemoryEmulator = {
  send(call: SentCall): Promise<SentAnswer>
  close(): Promise<void>
}

/** What an emulator in memory begins with. */
export type MemoryStart = {
  /** What every clock shows, in epoch milliseconds. */
  now: number
  boot: readonly FixtureAccount[]
  settings?: ConfigInput
}

/**
 * Starts an emulator as `sms-emulator start --clock frozen --pace 1` would, without a port, a file or the wall's time.
 *
 * @throws ApiError naming the place in `boot` that cannot be loaded.
 */
export async function startInMemory({
  now,
  boot,
  settings = {},
}: MemoryStart): Promise<MemoryEmulator> {
  const emulator = createEmulator(configOf({ ...testSettings, now, ...settings }), {
    wall: () => now,
    boot,
    later: setImmediate,
    rehearse: rehearseFixtures,
    sleep: (_, signal) => untilAborted(signal),
  })
  const app = buildApp(emulator)
  const close = async (): Promise<void> => {
    await app.close()
    emulator.close()
  }
  try {
    bootAccounts(emulator.accounts)
  } catch (error) {
    await close()
    throw error
  }
  return {
    close,
    send: async ({ method, url: target, headers, payload }) => {
      const response = await app.inject({
        method: method as 'GET',
        url: target,
        headers: { host, ...headers },
        payloadAsStream: true,
        ...(payload === undefined ? {} : { payload }),
      })
      return {
        status: response.statusCode,
        headers: response.headers,
        text: await textOf(response.stream(), String(response.headers['content-type'])),
      }
    },
  }
}

/** A route of SMS or IAM. */
export type ContractRoute = {
  operation: string
  service: ServiceName
  method: string
  /** Such as `/v3/tasks/:task_id`. */
  path: string
  schema: FastifySchema
}

/** The routes of SMS and IAM, with the schemas of what is sent and answered. */
export async function contractRoutes(): Promise<ContractRoute[]> {
  const apps = sharedServiceApps(configOf(testSettings))
  const services = await Promise.all([apps.service('sms'), apps.service('iam')])
  return services.flatMap(({ routes }) => routes)
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** The body of an answer; of server-sent events those up to the first call. */
async function textOf(body: AsyncIterable<Buffer | string>, type: string): Promise<string> {
  let text = ''
  for await (const piece of body) {
    text += piece
    if (type.includes('event-stream') && /^data: .*\n\n$/m.test(text)) break
  }
  return text
}
