import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { Degradation } from './schemas/control/scenarios.ts'
import {
  type About,
  type Config,
  itemsOf,
  type SettingName,
  Settings,
  type ConfigInput as SettingsInput,
} from './schemas/control/settings.ts'
import { reasonOf } from './text/failures.ts'
import { didYouMean } from './text/names.ts'
import { ownValue } from './text/own-value.ts'
import { textOfBytes } from './text/utf8.ts'

/** Reads the settings of one process: flag, then environment, then file, then default. */

export type { Config }

/** Settings as the library takes them; `mean` is the former name of `degrade`. */
export type ConfigInput = SettingsInput & { mean?: SettingsInput['degrade'] }

/** A setting cannot be used: the sentence says which, why and what would do. Ends with exit 2. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused'
}

const names = Object.keys(Settings.shape) as SettingName[]
const prefix = 'SMS_EMULATOR_'

/** Settings that had another name before, which is still accepted. */
const former_names: ReadonlyMap<string, SettingName> = new Map([['mean', 'degrade']])

/** `endpoints_file` → `endpoints-file`. */
const flagOf = (name: string): string => name.replaceAll('_', '-')
const variableOf = (name: string): string => prefix + name.toUpperCase()

/** Whether it is a list of paths, whose option may be given more than once. */
const isMany = (name: string): boolean => name === 'fixture' || name === 'scenario'

const aboutOf = (name: SettingName) => Settings.shape[name].meta() as About

/** Every option for the help text and for the parser of arguments. */
export const options = names.map((name) => ({
  name,
  flag: flagOf(name),
  variable: variableOf(name),
  /** Flags that mean the same, which help does not show. */
  former: [...former_names].filter(([, now]) => now === name).map(([former]) => flagOf(former)),
  many: isMany(name),
  /** What its value is called in help; a switch needs no value. */
  value: aboutOf(name).value,
  description: aboutOf(name).description,
  /** The words that it takes, if it takes one of a few. */
  choices: choicesOf(Settings.shape[name]),
  /** As help shows it; undefined where nothing is the default. */
  default: defaultOf(Settings.shape[name]),
}))

function defaultOf(schema: z.ZodType): string | undefined {
  const { data } = schema.safeParse(undefined)
  return typeof data === 'string' || typeof data === 'number' ? String(data) : undefined
}

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

/** What was given for settings, by their names, and the place as a message shows it: `--port`, `port in a.json`. */
type Given = ReadonlyMap<string, { value: unknown; place: string }>

/** @throws ConfigRefused for one setting in two spellings. */
function givenIn(layer: Layer, placeOf: (spelling: string) => string): Given {
  const given = new Map<string, { value: unknown; place: string }>()
  for (const [spelling, value] of Object.entries(layer)) {
    const [name, place] = [settingMeant(spelling), placeOf(spelling)]
    const other = given.get(name)?.place
    if (other !== undefined) {
      throw new ConfigRefused(`${other} and ${place} are the same setting: give only one of them.`)
    }
    given.set(name, { value, place })
  }
  return given
}

/** The name of a setting in any of its spellings: `log_level`, `log-level`, `logLevel`; or itself. */
function settingMeant(spelling: string): string {
  const name = spelling
    .replaceAll('-', '_')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return former_names.get(name) ?? name
}

/**
 * The settings of a process.
 *
 * @returns `places`: by which words each of those that were given was, such as `--port` or `SMS_EMULATOR_PORT`.
 * @throws ConfigRefused naming the option, its place and what is wrong.
 */
export function loadConfig(
  flags: Layer,
  environment: Environment,
): { config: Config; warnings: string[]; places: ReadonlyMap<string, string> } {
  const { warnings } = environmentSettings(environment)
  const given = givenSettings(flags, environment)
  const places = new Map([...given].map(([name, { place }]) => [name, place]))
  return { config: parse(given), warnings, places }
}

/** The settings that were given: by the file, unless the environment gives them, unless a flag does. */
function givenSettings(flags: Layer, environment: Environment): Given {
  const { config: _, ...values } = flags
  const file = (flags.config ?? variable(environment, 'CONFIG')) as string | undefined
  return new Map([
    ...(file === undefined ? [] : givenIn(readFile(file), (name) => `${name} in ${file}`)),
    ...givenIn(environmentSettings(environment).values, variableOf),
    ...givenIn(values, (name) => `--${flagOf(name)}`),
  ])
}

/**
 * Where `start` would listen with these settings, and what said so; other settings may be wrong.
 *
 * @returns host and port, and the places of those that were given.
 * @throws ConfigRefused
 */
export function listenerOf(flags: Layer, environment: Environment) {
  const given = [...givenSettings(flags, environment)].filter(
    ([name]) => name === 'host' || name === 'port',
  )
  const { host, port } = parse(new Map(given))
  return { host, port, places: given.map(([, { place }]) => place) }
}

/** The settings in the environment, and what is odd about the rest of it. */
function environmentSettings(environment: Environment): { values: Layer; warnings: string[] } {
  const links: string[] = []
  const all = [...names, ...former_names.keys()]
  const values = all.flatMap((name): [string, string][] => {
    const value = variable(environment, name.toUpperCase())
    if (value === undefined) return []
    if (!name.endsWith('port') || !is_address.test(value)) return [[name, value]]
    links.push(`${variableOf(name)}=${value}`)
    return []
  })
  // URL and ACCOUNT are the client's: where it finds an emulator, and whose it is.
  const known = [
    ...['CONFIG', 'URL', 'ACCOUNT'].map((name) => prefix + name),
    ...all.map(variableOf),
  ]
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith(prefix) && !known.includes(name) && !service_link.test(name),
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
          `${name} is not an option of the emulator and is ignored${didYouMean(name, known)}`,
      ),
    ],
  }
}

/** A config from values alone, for the library; `defaults` where it says nothing. @throws ConfigRefused */
export const configOf = (input: ConfigInput, defaults: ConfigInput = {}): Config =>
  parse(new Map([defaults, input].flatMap((layer) => [...givenIn(layer, (name) => name)])))

function parse(given: Given): Config {
  for (const [name, { place }] of given) {
    if (!names.includes(name as SettingName)) throw new ConfigRefused(unknownSetting(name, place))
  }
  const input = Object.fromEntries([...given].map(([name, { value }]) => [name, value]))
  // Read once: a check made for it would take longer than the reading.
  const { data, error } = Settings.safeParse(input, { jitless: true })
  if (data) {
    const contradiction = contradictionIn(data)
    if (contradiction !== undefined) throw new ConfigRefused(contradiction)
    return Object.freeze(data)
  }
  const [name = 'host', index] = (error.issues[0]?.path ?? []) as [SettingName, number | undefined]
  const items = itemsOf(input[name])
  const value = index !== undefined && Array.isArray(items) ? items[index] : input[name]
  const place = given.get(name)?.place ?? name
  const sentence = `${place} ${JSON.stringify(value) ?? value} is not ${nounOf(name, value)}`
  throw new ConfigRefused(sentence.endsWith('?') ? sentence : `${sentence}.`)
}

/** What a bad value is not: `one of flowing, frozen`. */
function nounOf(name: SettingName, value: unknown): string {
  const { noun } = aboutOf(name)
  if (noun !== undefined) return noun
  const choices = choicesOf(Settings.shape[name]) ?? [...Degradation.options, 'all']
  return `one of ${choices.join(', ')}${didYouMean(String(value), choices)}`
}

function unknownSetting(name: string, place: string): string {
  const hint = didYouMean(name, names)
  return `${place} is not a setting${hint || `. The settings are ${names.join(', ')}.`}`
}

/** What two settings cannot both be; undefined where they can. */
function contradictionIn(config: Config): string | undefined {
  const { tls, tls_cert, tls_key, tls_ca_file, tls_port, port, record, db } = config
  const hasTls = tls !== undefined || tls_cert !== undefined
  if ((tls_cert === undefined) !== (tls_key === undefined)) {
    return '--tls-cert and --tls-key must be given together: give both, or neither.'
  }
  if (tls !== undefined && tls_cert !== undefined) {
    return '--tls self-signed makes a certificate; leave out --tls-cert.'
  }
  if (tls === undefined && tls_ca_file !== undefined) {
    return '--tls-ca-file can be used only with --tls self-signed.'
  }
  if (hasTls && tls_port === port && port !== 0) {
    return `--port and --tls-port are both ${port}: give each listener a port of its own.`
  }
  if (record && db !== ':memory:') {
    return '--record cannot be used with --db: a replay begins with an empty database. Leave out one of them.'
  }
  return undefined
}

/** The settings that are paths. In a file of settings they are relative to its folder. */
const path_settings: ReadonlySet<string> = new Set<SettingName>([
  ...(['db', 'fixture', 'scenario', 'endpoints_file'] as const),
  ...(['tls_ca_file', 'tls_cert', 'tls_key'] as const),
])

/** @throws ConfigRefused */
function readFile(file: string): Layer {
  try {
    const layer: unknown = JSON.parse(textOfBytes(readFileSync(file)))
    if (typeof layer !== 'object' || layer === null || Array.isArray(layer)) {
      throw new Error('it does not hold a JSON object')
    }
    const given = Object.entries(layer).filter(([, value]) => value !== null)
    return Object.fromEntries(
      given.map(([spelling, value]) => {
        const name = settingMeant(spelling)
        const isPath = path_settings.has(name)
        return [spelling, isPath ? besideFile(file, value, isMany(name)) : value]
      }),
    )
  } catch (error) {
    throw new ConfigRefused(`The settings file ${file} cannot be used: ${reasonOf(error)}.`)
  }
}

/** Paths as they are meant in a file; other values as they are. */
function besideFile(file: string, value: unknown, isList: boolean): unknown {
  if (!isList) return pathBeside(file, value)
  const items = itemsOf(value)
  return Array.isArray(items) ? items.map((item) => pathBeside(file, item)) : value
}

function pathBeside(file: string, path: unknown): unknown {
  const plain = typeof path === 'string' ? path.trim() : ''
  const isElsewhere = plain === '' || plain === ':memory:' || isAbsolute(plain)
  return isElsewhere ? path : join(dirname(file), plain)
}
