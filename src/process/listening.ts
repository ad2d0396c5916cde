import { type Config, ConfigRefused } from '../config.ts'
import type { App } from '../http/app.ts'
import type { Certificate } from '../http/listener.ts'
import { reasonOf } from '../text/failures.ts'

/** Listens as the settings say. @returns the port. @throws ConfigRefused where it cannot listen there */
export const listen = (app: App, { host, port }: Config): Promise<number> =>
  app.listen({ host, port }).catch((error) => {
    throw listenRefusal(error, host, port, 'port')
  })

/** The same with TLS. */
export const listenTls = (
  app: App,
  { host, tls_port }: Config,
  certificate: Certificate,
): Promise<number> =>
  app.listenTls({ host, port: tls_port }, certificate).catch((error) => {
    throw listenRefusal(error, host, tls_port, 'tls-port')
  })

/**
 * Why it cannot listen there, for the person who started it; other errors as they are.
 *
 * @param setting the one that gave the port.
 */
function listenRefusal(
  error: unknown,
  host: string,
  port: number,
  setting: 'port' | 'tls-port',
): unknown {
  const { code = '' } = error as NodeJS.ErrnoException
  const sentence = sentences.get(code)?.(host, port, setting)
  if (sentence !== undefined) return new ConfigRefused(sentence)
  const { syscall } = error as NodeJS.ErrnoException
  if (syscall === undefined) return error
  return new ConfigRefused(
    `--host ${host} --${setting} ${port} cannot be listened on: ${reasonOf(error)}.`,
  )
}

const unknownHost = (host: string): string =>
  `--host "${host}" is not a name that this machine knows; use an address, such as 127.0.0.1 or 0.0.0.0.`

type Sentence = (host: string, port: number, setting: string) => string

const sentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    'EADDRINUSE',
    (host, port, setting) =>
      `--${setting} ${port} is in use on ${host}, maybe by another emulator; use another port, or --${setting} 0 for a free one.`,
  ],
  [
    'EADDRNOTAVAIL',
    (host) =>
      `--host ${host} is not an address of this machine; use 127.0.0.1, or 0.0.0.0 for all of its addresses.`,
  ],
  [
    'EACCES',
    (_, port, setting) =>
      `--${setting} ${port} needs more rights than this user has; use a port from 1024 on, or --${setting} 0 for a free one.`,
  ],
  ['ENOTFOUND', unknownHost],
  ['EAI_AGAIN', unknownHost],
])
