import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Degradation } from './schemas/control/scenarios.ts'
import {
  type About,
  type Config,
  type ConfigInput,
  itemsOf,
  type SettingName,
  Settings,
} from './schemas/control/settings.ts'
import { didYouMean, nearest } from './text/names.ts'
import { ownValue } from './text/own-value.ts'
import { textOfBytes } from './text/utf8.ts'

/** Reads the settings of one process: flag, then environment, then file, then default. */

export type { Config, ConfigInput }

/** A setting cannot be used: the sentence says which, why and what would do. Ends with exit 2. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused'
}

const names = Object.keys(Settings.shape) as SettingName[]
const prefix = 'SMS_EMULATOR_'

/** `endpoints_file` → `endpoints-file`. */
const flagOf = (name: SettingName): string => name.replaceAll('_', '-')
const variableOf = (name: SettingName): string => prefix + name.toUpperCase()

const aboutOf = (name: SettingName) => Settings.shape[name].meta() as About

/** Every option for the help text and for the parser of arguments. */
export const options = names.map((name) => ({
  name,
  flag: flagOf(name),
  variable: variableOf(name),
  many: name === 'fixture' || name === 'scenario',
  /** A flag without a value. */
  bare: name === 'strict_contract' || name === 'record',
  description: aboutOf(name).description ?? '',
  /** The words that it takes, if it takes one of a few. */
  choices: choicesOf(Settings.shape[name]),
}))

function choicesOf(schema: unknown): readonly string[] | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) {
    return choicesOf(schema.unwrap())
  }
  if (schema instanceof z.ZodPipe) return choicesOf(schema.out)
  return schema instanceof z.ZodEnum ? schema.options.map(String) : undefined
}

/** The settings that are never wrong: those of the library and the tests (design.md §2). */
export const testSettings = {
  clock: 'frozen',
  pace: 1,
  log_level: 'silent',
  port: 0,
  tls_port: 0,
} as const

type Environment = Readonly<Record<string, string | undefined>>
type Layer = Readonly<Record<string, unknown>>

/**
 * A variable of the environment, without the white space around it: secrets come with a line end.
 * An empty one is not set, as Compose passes `VARIABLE=` for what nobody set.
 *
 * @param name without the prefix, such as `URL`.
 */
export function variable(environment: Environment, name: string): string | undefined {
  return ownValue(environment, prefix + name)?.trim() || undefined
}

/** Variables that Kubernetes puts into the pods beside a Service named `sms-emulator`, and Docker by `--link`. */
const service_link = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?|PORT)$/
const is_address = /^[a-z][a-z0-9+.-]*:\/\//i

/** @throws ConfigRefused naming the option, its place and what is wrong. */
export function loadConfig(
  flags: Layer,
  environment: Environment,
): { config: Config; warnings: string[] } {
  const { config: _, ...given } = flags
  const file = (flags.config ?? variable(environment, 'CONFIG')) as string | undefined
  const fromFile = file === undefined ? {} : readFile(file)
  const { values: fromEnvironment, warnings } = readEnvironment(environment)
  const placeOf = (name: SettingName): string => {
    if (Object.hasOwn(given, name)) return `--${flagOf(name)}`
    return Object.hasOwn(fromEnvironment, name) ? variableOf(name) : `${name} in ${file}`
  }
  return { config: parse({ ...fromFile, ...fromEnvironment, ...given }, placeOf), warnings }
}

/** The settings in the environment, and what is odd about the rest of it. */
function readEnvironment(environment: Environment): { values: Layer; warnings: string[] } {
  const links: string[] = []
  const values = names.flatMap((name): [string, string][] => {
    const value = variable(environment, name.toUpperCase())
    if (value === undefined) return []
    if (!name.endsWith('port') || !is_address.test(value)) return [[name, value]]
    links.push(`${variableOf(name)}=${value}`)
    return []
  })
  // URL and ACCOUNT are the client's: where it finds an emulator, and whose it is.
  const known = new Set([
    ...['CONFIG', 'URL', 'ACCOUNT'].map((name) => prefix + name),
    ...names.map(variableOf),
  ])
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith(prefix) && !known.has(name) && !service_link.test(name),
  )
  return {
    values: Object.fromEntries(values),
    warnings: [
      ...links.map(
        (link) =>
          `${link} is not a port and is ignored: Kubernetes sets it for a Service of that name, unless the pod has enableServiceLinks: false`,
      ),
      ...unknown.map(
        (name) =>
          `${name} is not an option of the emulator and is ignored${didYouMean(name, [...known])}`,
      ),
    ],
  }
}

/** A config from values alone, for the library. @throws ConfigRefused */
export const configOf = (input: ConfigInput): Config => parse(input, (name) => name)

function parse(input: Layer, placeOf: (name: SettingName) => string): Config {
  const { data, error } = Settings.safeParse(input)
  if (data) {
    const contradiction = contradictionIn(data)
    if (contradiction !== undefined) throw new ConfigRefused(contradiction)
    return Object.freeze(data)
  }
  const [issue] = error.issues
  if (issue?.code === 'unrecognized_keys') throw new ConfigRefused(unknownOption(issue.keys[0]))
  const [name, index] = (issue?.path ?? []) as [SettingName, number | undefined]
  const items = itemsOf(input[name])
  const value = index !== undefined && Array.isArray(items) ? items[index] : input[name]
  const sentence = `${placeOf(name)} ${JSON.stringify(value) ?? value} is not ${nounOf(name, value)}`
  throw new ConfigRefused(sentence.endsWith('?') ? sentence : `${sentence}.`)
}

/** What a bad value is not: `one of flowing, frozen`. */
function nounOf(name: SettingName, value: unknown): string {
  const { noun } = aboutOf(name)
  if (noun !== undefined) return noun
  const choices = choicesOf(Settings.shape[name]) ?? [...Degradation.options, 'all']
  return `one of ${choices.join(', ')}${didYouMean(String(value), choices)}`
}

/** `log_level` for `logLevel` and `log-level`. */
export const settingNameOf = (given: string): string =>
  given.replaceAll('-', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function unknownOption(given = ''): string {
  const [near] = nearest(settingNameOf(given), names)
  const hint = near === undefined ? `There are: ${names.join(', ')}.` : `Did you mean ${near}?`
  return `There is no option "${given}". ${hint}`
}

/** What two settings cannot both be; undefined where they can. */
function contradictionIn(config: Config): string | undefined {
  const { tls, tls_cert, tls_key, tls_ca_file, tls_port, port, record, db } = config
  const hasTls = tls !== undefined || tls_cert !== undefined
  if ((tls_cert === undefined) !== (tls_key === undefined)) {
    return '--tls-cert and --tls-key go together: give both, or neither.'
  }
  if (tls !== undefined && tls_cert !== undefined) {
    return '--tls self-signed makes a certificate; leave out --tls-cert.'
  }
  if (tls === undefined && tls_ca_file !== undefined) {
    return '--tls-ca-file goes with --tls self-signed.'
  }
  if (hasTls && tls_port === port && port !== 0) {
    return `--port and --tls-port are both ${port}: give each listener a port of its own.`
  }
  if (record && db !== ':memory:') {
    return '--record cannot be used with --db: a replay begins with an empty database. Leave out one of them.'
  }
  return undefined
}

function readFile(file: string): Layer {
  try {
    const layer: unknown = JSON.parse(textOfBytes(readFileSync(file)))
    if (typeof layer !== 'object' || layer === null || Array.isArray(layer)) {
      throw new Error('it does not hold a JSON object')
    }
    return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== null))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigRefused(`The settings file ${file} cannot be used: ${reason}.`)
  }
}

/** How often connections are looked at for requests that do not come to their end. */
const check_ms = 1_000
/** The headers are short; a body may be of 12 MB. */
const headers_max_ms = 20_000
/** A token may have 16,384 characters (the vendor's pages), and a call to IAM may bring two. */
const headers_max_bytes = 65_536

/**
 * What Node allows a request: how long a client may take to send it, so that one that trickles does not
 * hold its connection for ever, and how long its headers may be. Node answers 408 and 431 itself
 * (unreadable.ts). An answer may take its time: calls wait.
 */
export function patienceOf({ request_timeout }: Pick<Config, 'request_timeout'>) {
  const requestTimeout = request_timeout * 1_000
  return {
    requestTimeout,
    http: {
      headersTimeout: Math.min(headers_max_ms, requestTimeout),
      connectionsCheckingInterval: check_ms,
      maxHeaderSize: headers_max_bytes,
      // Its absence is told in the dialect of the surface (protocol.ts), where Node would say nothing.
      requireHostHeader: false,
    },
  }
}
