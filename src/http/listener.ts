import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Emulator } from '../emulator.ts'
import { answerUnreadable, refuseTunnels } from './refusals/unreadable.ts'
import { requestLimits } from './request-limits.ts'

/** A certificate with its key, as PEM. */
export type Certificate = { cert: string; key: string }

/** Where to listen: a name or an address, and a port; 0 for a free one. */
export type Place = { host: string; port: number }

/** How long a connection without a request is kept. */
const keep_alive_ms = 72_000

/** A server at one address. It also answers what Node cannot parse as a request. */
export class Listener {
  readonly server: Server | TlsServer
  /** Also those whose handshake is not over, which Node's own list does not have. */
  readonly #sockets = new Set<Socket>()

  constructor(server: Server | TlsServer, emulator: Emulator, answer: RequestListener) {
    this.server = server
    server.keepAliveTimeout = keep_alive_ms
    server.on('request', answer)
    server.on('clientError', answerUnreadable(emulator))
    // Node answers an expectation that it does not know itself, unless there is a listener.
    server.on('checkExpectation', answer)
    refuseTunnels(server, emulator)
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  /** @returns the port. @throws the error of Node when it cannot listen there */
  async listen({ host, port }: Place): Promise<number> {
    this.server.listen(port, host)
    await once(this.server, 'listening')
    return (this.server.address() as AddressInfo).port
  }

  /** Neither its port nor a connection to it keeps the process. */
  unref(): void {
    this.server.unref()
    this.server.on('connection', (socket) => socket.unref())
  }

  /** Closes its connections, and its port. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.server.listening) return
    this.server.close()
    await once(this.server, 'close')
  }
}

/** Creates what listens without TLS. */
export function createListener(emulator: Emulator, answer: RequestListener): Listener {
  return new Listener(createServer(serverOptions(emulator)), emulator, answer)
}

/** Prepares what listens with TLS, by a certificate with its own key. @returns what creates one */
export async function prepareTls(
  emulator: Emulator,
  answer: RequestListener,
  certificate: Certificate,
): Promise<() => Listener> {
  const https = await import('node:https')
  return () =>
    new Listener(
      https.createServer({ ...serverOptions(emulator), ...certificate }),
      emulator,
      answer,
    )
}

function serverOptions({ config }: Emulator) {
  const { requestTimeout, http } = requestLimits(config)
  return { ...http, requestTimeout }
}

/** Looks up every address of `localhost`, as clients may use any of them; another host is listened on as it is. */
export async function lookUpAddresses(host: string): Promise<string[]> {
  if (host !== 'localhost') return [host]
  const found = await lookup(host, { all: true })
  // A hosts file may have an address twice.
  return [...new Set(found.map(({ address }) => address))]
}

/**
 * Whether a further address of a host can be done without: one that this machine knows by name only, as that of IPv6
 * where that is off, or one where another program has the free port that the first address gave.
 */
export const isDispensable = (error: unknown, { port }: Place): boolean => {
  const { code = '' } = error as NodeJS.ErrnoException
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code) || (port === 0 && code === 'EADDRINUSE')
}
