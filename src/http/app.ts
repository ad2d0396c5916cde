import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, InjectOptions, LightMyRequestResponse } from 'fastify'
import injectRequest from 'light-my-request'
import pino from 'pino'
import type { Emulator } from '../emulator.ts'
import {
  type Certificate,
  createListener,
  isDispensable,
  type Listener,
  lookUpAddresses,
  type Place,
  prepareTls,
} from './listener.ts'
import { routedUrl } from './pipeline/service-address.ts'
import type { CallContext, TellCall } from './pipeline/stage.ts'
import { surfaceOfTarget } from './pipeline/surface.ts'
import { UnderWay } from './pipeline/under-way.ts'
import { type ServiceApps, sharedServiceApps } from './service-apps.ts'

export type { TellCall }

/** How long a call under way may take to be answered when the app closes. */
const drain_max_ms = 2_000

// Without an output of its own pino opens that of the process.
const no_log: FastifyBaseLogger = pino({ level: 'silent' }, { write: () => {} })

/** What others ask while they wait for an emulator. */
const health_paths = /^\/_emulator\/(?:health|ready|info)(?=\?|$)/

/** What to build an app with beside the emulator. */
export type AppOptions = {
  log?: FastifyBaseLogger
  tellCall?: TellCall
  /** The apps of its services; without them those that all emulators with its settings share. */
  apps?: ServiceApps
}

/** The HTTP side of an emulator: an app for each service behind one port. */
export type App = {
  /** That of the plain port. */
  readonly server: Listener['server']
  readonly log: FastifyBaseLogger
  /** Aborted when the app closes. */
  readonly closing: AbortSignal
  /** Answers a request by the app of the service that it is for. */
  answer(request: IncomingMessage, response: ServerResponse): void
  /** Answers a request that came over no connection. */
  inject(request: InjectOptions | string): Promise<LightMyRequestResponse>
  /** Listens without TLS. @returns the port. @throws the error of Node when it cannot listen there */
  listen(place: Place): Promise<number>
  /** The same with TLS. */
  listenTls(place: Place, certificate: Certificate): Promise<number>
  /** Neither its ports nor a connection to one keeps the process. */
  unref(): void
  /** Does something at the end of every call. */
  onCallEnd(work: () => void): void
  /** Answers what is under way, and stops listening. */
  close(): Promise<void>
}

/**
 * Builds what answers for an emulator. The apps of the services are built when the first call to them comes, and are
 * shared by all emulators of the process with the same settings, unless others are given.
 */
export function buildApp(emulator: Emulator, options: AppOptions = {}): App {
  const { log = no_log, tellCall } = options
  const settings = { ...emulator.config, isLogged: options.log !== undefined }
  const { apps = sharedServiceApps(settings) } = options
  const under_way = new UnderWay()
  const { closing } = under_way
  const contract = async () => (await apps.all()).flatMap(({ routes }) => routes)
  const context: CallContext = { emulator, closing, under_way, contract, log, tellCall }
  /** Calls that wait for the app of their service to be built. */
  const waiting = new Set<Promise<void>>()

  const answer: App['answer'] = (request, response) => {
    request.context = context
    const target = routedUrl(request)
    const name = health_paths.test(target) ? 'health' : surfaceOfTarget(target)
    const built = apps.built.get(name)
    if (built) return built.app.routing(request, response)
    const routed = apps.service(name).then(() => answer(request, response))
    waiting.add(routed)
    routed.then(() => waiting.delete(routed))
  }
  // A call whose connection goes away before it is answered has no other end.
  if (tellCall) {
    under_way.onEnd((call) => {
      if (!call.knownParts.completed) tellCall(call, true)
    })
  }
  const plain = createListener(emulator, answer)
  const listeners = new Set([plain])

  const close = async (): Promise<void> => {
    await Promise.all(waiting)
    const isOpen = [...listeners].some(({ server }) => server.listening)
    // Without a listener nobody is at the other end, as in tests.
    if (under_way.close() && isOpen) await emulator.time.sleep(drain_max_ms, under_way.drained)
    await Promise.all(Array.from(listeners, (listener) => listener.close()))
  }
  let closed: Promise<void> | undefined

  return {
    server: plain.server,
    log,
    closing,
    answer,
    inject: (request) => injectRequest(answer, request).end(),
    listen: (place) =>
      listenAt(place, listeners, () =>
        plain.server.listening ? createListener(emulator, answer) : plain,
      ),
    listenTls: async (place, certificate) =>
      listenAt(place, listeners, await prepareTls(emulator, answer, certificate)),
    unref: () => {
      for (const listener of listeners) listener.unref()
    },
    onCallEnd: (work) => under_way.onEnd(work),
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

/** Listens at every address of a host, with a listener for each. @returns the port */
async function listenAt(
  wanted: Place,
  listeners: Set<Listener>,
  create: () => Listener,
): Promise<number> {
  let { port } = wanted
  for (const [place, host] of (await lookUpAddresses(wanted.host)).entries()) {
    const listener = create()
    listeners.add(listener)
    try {
      port = await listener.listen({ host, port })
    } catch (error) {
      if (place === 0 || !isDispensable(error, wanted)) throw error
    }
  }
  return port
}
