import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { type Config, ConfigRefused } from '../config.ts'
import { mergeAccounts, well_known } from '../domain/identity/well-known.ts'
import { createEmulator, type Emulator, type Environment } from '../emulator.ts'
import { ApiError } from '../errors/refusals.ts'
import { type App, buildApp } from '../http/app.ts'
import { settleInSteps } from '../operations/account/settle.ts'
import { endpointsAt } from '../operations/control/info.ts'
import { bootAccounts } from '../operations/control/reset.ts'
import type { NextDue } from '../operations/registry/accounts.ts'
import type { Sleep } from '../parts/time.ts'
import type { Endpoints } from '../schemas/control/control.ts'
import type { FixtureAccount } from '../schemas/control/fixture.ts'
import { urlOfListener } from '../text/listener.ts'
import { endpointsFile } from './endpoints-file.ts'
import { listFixtureFiles, readFixtures, readScenarios } from './fixture-files.ts'
import { listen, listenTls } from './listening.ts'
import { logFor, tellLog } from './log.ts'
import { rehearseFixtures } from './rehearsal.ts'
import { textReader } from './text-reader.ts'
import { certificateFor } from './tls.ts'

/** Listens, keeps the alarm, closes. With cli/ the only place of the wall clock. */

/** A running emulator. */
export type Running = {
  readonly endpoints: Endpoints
  readonly emulator: Emulator
  /** The accounts as they are after boot, with their passwords. */
  readonly boot: readonly FixtureAccount[]
  /** The names of the accounts that a database file brought along, and that boot left alone. */
  readonly kept: readonly string[]
  readonly log: FastifyBaseLogger
  /** Lets the process end while this listens. */
  unref(): void
  /** Stops listening, answers what is under way, ends what is open, and closes the database. */
  close(): Promise<void>
}

/** What a replay has in the place of the disk, of the wall's clock and of what comes by chance. */
export type ReplayEnvironment = Required<
  Pick<Environment, 'wall' | 'boot' | 'scenarios' | 'sleep' | 'requestId'>
> &
  Pick<Environment, 'trustsIdToken'>

/** In the past it is never time for anything but what is called for. */
const no_alarm = { set: () => {}, stop: () => {} }

/**
 * Starts an emulator: ready when the promise resolves.
 *
 * @param past when it is to be an earlier run once more.
 * @throws NodeTooOld, ConfigRefused, DatabaseRefused or ApiError `fixtureInvalid` when the settings, the file or a
 *   fixture cannot be used; the message is for the person who started it.
 */
export async function startServer(config: Config, past?: ReplayEnvironment): Promise<Running> {
  const boot = past?.boot ?? mergeAccounts([well_known, ...readFixtures(config.fixture)])
  const announced = endpointsFile(config.endpoints_file)
  const certificate = await certificateFor(config, Date.now())
  const scenarios = past?.scenarios ?? readScenarios(config.scenario)
  const control_token = config.control_token ?? randomBytes(16).toString('hex')
  const wall = past?.wall ?? Date.now
  const emulator = createEmulator(config, {
    sleep,
    ...past,
    wall,
    boot,
    scenarios,
    control_token,
    later: setImmediate,
    readText: textReader(),
    rehearse: rehearseFixtures,
    warn: (message) => app.log.warn(message),
  })
  // A reader that waits for the file must not find that of an earlier run. One that runs on the same
  // database keeps its own: this process has been refused by now.
  announced.remove()
  const app = buildApp(emulator, logFor(config))
  const alarm = past ? no_alarm : keepAlarm(app, emulator)
  const watch = setInterval(fileWatch(app, emulator), file_look_ms)
  watch.unref()
  const close = async (): Promise<void> => {
    alarm.stop()
    clearInterval(watch)
    announced.remove()
    await app.close()
    emulator.close()
  }

  try {
    const port = await listen(app, config)
    if (certificate) emulator.host.tls_port = await listenTls(app, config, certificate)
    const kept = bootAccounts(emulator.accounts)
    if (kept.length > 0) {
      const message = 'clock, now, pace and fixture apply at a reset to accounts kept from the file'
      tellLog(app.log, config, message, [kept.join(', '), { kept }])
    }
    alarm.set()
    const url = config.public_url?.replace(/\/+$/, '') ?? urlOfListener(config.host, port)
    const endpoints = endpointsAt(emulator.host, url)
    announced.write(endpoints)
    const files = past ? [] : listFixtureFiles([...config.fixture, ...config.scenario])
    if (files.length > 0) tellLog(app.log, config, 'files read', [files.join(', '), { files }])
    tellLog(app.log, config, 'ready', [endpoints.url, { endpoints }])
    return { endpoints, emulator, boot, kept, log: app.log, unref: app.unref, close }
  } catch (error) {
    const stored = emulator.commits.refusalOf(error)
    await close()
    if (stored) throw stored
    if (error instanceof ApiError && config.fixture.length > 0) {
      throw new ConfigRefused(`${config.fixture.join(', ')}: ${error.message}`)
    }
    throw error
  }
}

/** Ends early, and well, when the signal says so. */
const sleep: Sleep = (ms, signal) => wait(ms, undefined, { signal }).catch(() => {})

/** How often it is looked whether the database file is still there. */
const file_look_ms = 2_000

/**
 * @returns what looks at the database file: it says in the log when the file goes and when it is back, and
 *   begins the run once a disk that was full at the start has room.
 */
function fileWatch(app: App, { commits }: Emulator): () => void {
  let told: string | null = null
  return () => {
    commits.beginRun()
    const problem = commits.fileProblem()
    if (problem === told) return
    told = problem
    if (problem === null) app.log.info('the database file is back')
    else app.log.error(problem)
  }
}

/** A timer cannot be set further ahead than this. */
const timeout_max_ms = 2 ** 31 - 1

/**
 * One alarm for the process, set to the earliest timer of all accounts whose clock flows: it
 * settles accounts that nobody is calling, so that watchers see movement (design.md §2).
 */
function keepAlarm(app: App, { accounts }: Emulator): { set(): void; stop(): void } {
  let timeout: NodeJS.Timeout | undefined
  let stopped = false
  /** What the alarm is set to; it is asked after every answer, and mostly stays. */
  let current: NextDue | undefined

  const setFor = (ms: number): void => {
    clearTimeout(timeout)
    timeout = setTimeout(ring, Math.min(ms, timeout_max_ms))
    timeout.unref()
  }
  const set = (): void => {
    const next = stopped ? undefined : accounts.nextDue()
    const isSame = next?.account === current?.account && next?.wall_due === current?.wall_due
    if (isSame) return
    current = next
    if (next) setFor(Math.max(next.wall_due - Date.now(), 1))
    else clearTimeout(timeout)
  }
  const ring = (): void => {
    const next = accounts.nextDue()
    current = undefined
    try {
      // While much is due in one account, the others have their alarms.
      if (next) void settleInSteps(next.account, app.closing)?.then(set, resumeAfterFailure)
    } catch (error) {
      // One account that cannot go on must not stop the others for ever, nor spin.
      app.log.error({ err: error }, 'settling failed')
      setFor(60_000)
      return
    }
    set()
  }
  const resumeAfterFailure = (error: unknown): void => {
    // A reset, or the end of the server, is no failure.
    if (!(error instanceof ApiError)) app.log.error({ err: error }, 'settling failed')
    set()
  }
  app.onCallEnd(set)
  return {
    set,
    stop: () => {
      stopped = true
      clearTimeout(timeout)
    },
  }
}
