import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import type { Emulator } from '../emulator.ts'
import { answerUnreadable, refuseTunnels } from './refusals/unreadable.ts'
import { requestLimits } from './request-limits.ts'

/** How long a connection without a request is kept. */
const keep_alive_ms = 72_000

/** What listens on a port of an emulator; also what never becomes a request is answered. */
export function serverFor(emulator: Emulator, answer: RequestListener): Server {
  const { requestTimeout, http } = requestLimits(emulator.config)
  const server = createServer({ ...http, requestTimeout, keepAliveTimeout: keep_alive_ms }, answer)
  server.on('clientError', answerUnreadable(emulator))
  // Node answers an expectation that it does not know itself, unless there is a listener.
  server.on('checkExpectation', answer)
  refuseTunnels(server, emulator)
  return server
}

/** Listens on a port of an address. @throws the error of Node when it cannot */
export async function listenOn(server: NetServer, port: number, host: string): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** The addresses that are meant by a host: clients take one or the other of those of `localhost`. */
export async function addressesOf(host: string): Promise<[first: string, ...others: string[]]> {
  if (host !== 'localhost') return [host]
  const found = await lookup(host, { all: true })
  const [first = host, ...others] = found.map(({ address }) => address)
  return [first, ...others]
}

/** Closes a server with all of its connections. */
export async function endServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.closeAllConnections()
  server.close()
  await closed
}

/** Neither the port of a server nor a connection to it keeps the process. */
export function unrefServer(server: NetServer): void {
  server.unref()
  server.on('connection', (socket) => socket.unref())
}
