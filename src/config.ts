import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AuthMode } from './schemas/accounts.ts'
import { AgentMode } from './schemas/agents.ts'
import { ClockMode, Pace } from './schemas/clock.ts'
import { Unkindness } from './schemas/scenarios.ts'
import { Instant } from './schemas/time.ts'
import { textOfUtf8 } from './text/utf8.ts'

/**
 * The settings of one process: flag, then environment, then file, then default. One schema is
 * the list of options, their checks, their defaults and their help.
 */

/** A setting cannot be used: the sentence says which, why and what would do. Ends with exit 2. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused'
}

const number = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (value: number | string) => (typeof value === 'string' && value !== '' ? Number(value) : value),
    schema,
  )

const list = z.preprocess(
  (value: readonly string[] | string) =>
    typeof value === 'string' ? value.split(',').filter(Boolean) : value,
  z.array(z.string()),
)

const Settings = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  port: number(z.int().min(0).max(65_535)).default(7670).describe('port; 0 takes a free one'),
  tls: z.enum(['self-signed']).optional().describe('self-signed: listens with TLS, too'),
  tls_port: number(z.int().min(0).max(65_535))
    .default(7671)
    .describe('port of the TLS listener; 0 takes a free one'),
  tls_ca_file: z
    .string()
    .min(1)
    .optional()
    .describe('file to write the CA of the self-signed certificate to'),
  tls_cert: z.string().min(1).optional().describe('certificate (PEM) to listen with TLS, too'),
  tls_key: z.string().min(1).optional().describe('key (PEM) of that certificate'),
  db: z.string().min(1).default(':memory:').describe('database file, or :memory:'),
  fixture: list.default([]).describe('fixture file or folder; may be given more than once'),
  clock: ClockMode.default('flowing').describe('flowing or frozen'),
  now: Instant.optional().describe('what the clock shows at start, such as 2026-01-01T00:00:00Z'),
  pace: number(Pace).default(60).describe('seconds of migration work in a second of the clock'),
  auth: AuthMode.default('strict').describe('strict, lenient (any token) or off'),
  allow_host: list
    .default([])
    .describe('further names to answer to, beside addresses and local names'),
  allow_origin: list
    .default([])
    .describe('web pages that may call, such as http://localhost:5173 (CORS)'),
  control_token: z
    .string()
    .min(1)
    .optional()
    .describe('token that the control API wants from other machines; made up if absent; off: none'),
  result_list: z
    .enum(['strings', 'objects'])
    .default('strings')
    .describe(
      'items of ShowConsistencyResult: strings (as the service) or objects (for Terraform)',
    ),
  agent: AgentMode.default('simulated').describe(
    'who plays the agents of new sources: simulated (the emulator) or external (a program)',
  ),
  scenario: list.default([]).describe('scenario file or folder; may be given more than once'),
  noise: number(z.number().min(0).max(0.9))
    .default(0)
    .describe('how far speeds wobble, from 0 (not at all) to 0.9'),
  mean: z
    .preprocess(
      (value) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value),
      z.array(z.union([Unkindness, z.literal('all')])),
    )
    .default([])
    .describe('unkind answers: all, or some of nulls,missing,order,unknown,token'),
  seed: z.string().min(1).default('0').describe('where ids and tokens come from'),
  endpoints_file: z.string().optional().describe('file to write the URLs to once ready'),
  log_level: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
  journal_limit: number(z.int().min(0).max(100_000))
    .default(1_000)
    .describe('how many calls the journal of an account keeps; 0 for none'),
  request_timeout: number(z.int().min(1).max(3_600))
    .default(60)
    .describe('seconds in which a request must have come as a whole'),
  log_format: z.enum(['text', 'json']).default('text').describe('text or json'),
  strict_contract: z
    .preprocess(
      (value: boolean | string) => (typeof value === 'string' ? value === 'true' : value),
      z.boolean(),
    )
    .default(false)
    .describe('refuse what the contract does not know, and task names over 20 characters'),
  record: z
    .preprocess((value) => (typeof value === 'string' ? value === 'true' : value), z.boolean())
    .default(false)
    .describe('keep every call for a failure bundle'),
  public_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('URL to show in answers, if not that of the request'),
})

export type Config = Readonly<z.infer<typeof Settings>>
export type ConfigInput = z.input<typeof Settings>
type SettingName = keyof typeof Settings.shape

const names = Object.keys(Settings.shape) as SettingName[]
const prefix = 'SMS_EMULATOR_'

/** `endpoints_file` → `endpoints-file`. */
const flagOf = (name: SettingName): string => name.replaceAll('_', '-')
const variableOf = (name: SettingName): string => prefix + name.toUpperCase()

/** Every option for the help text and for the parser of arguments. */
export const options = names.map((name) => ({
  name,
  flag: flagOf(name),
  variable: variableOf(name),
  many: name === 'fixture' || name === 'scenario',
  /** A flag without a value. */
  bare: name === 'strict_contract' || name === 'record',
  description: Settings.shape[name].description ?? '',
  /** The words that it takes, if it takes one of a few. */
  choices: choicesOf(Settings.shape[name]),
}))

function choicesOf(schema: unknown): readonly string[] | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) {
    return choicesOf(schema.unwrap())
  }
  return schema instanceof z.ZodEnum ? schema.options.map(String) : undefined
}

/** The settings that are never wrong: those of the library and the tests (DESIGN.md §2). */
export const testSettings = {
  clock: 'frozen',
  pace: 1,
  log_level: 'silent',
  port: 0,
  tls_port: 0,
} as const

type Layer = Record<string, unknown>

/** @throws ConfigRefused naming the option, its place and what is wrong. */
export function loadConfig(
  flags: Layer,
  environment: Record<string, string | undefined>,
): { config: Config; warnings: string[] } {
  const { config: _, ...given } = flags
  const file = (flags.config ?? environment[`${prefix}CONFIG`]) as string | undefined
  const fromEnvironment = Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[variableOf(name)]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const fromFile = file === undefined ? {} : readFile(file)
  // URL and ACCOUNT are the client's: where it finds an emulator, and whose it is.
  const others = ['CONFIG', 'URL', 'ACCOUNT'].map((name) => prefix + name)
  const known = new Set([...others, ...names.map(variableOf)])
  const warnings = Object.keys(environment)
    .filter((variable) => variable.startsWith(prefix) && !known.has(variable))
    .map((variable) => `${variable} is not an option of the emulator and is ignored`)

  const placeOf = (name: SettingName): string => {
    if (name in given) return `--${flagOf(name)}`
    return name in fromEnvironment ? variableOf(name) : `${name} in ${file}`
  }
  const config = parse({ ...fromFile, ...fromEnvironment, ...given }, placeOf)
  return { config, warnings }
}

/** A config from values alone, for the library. @throws ConfigRefused */
export const configOf = (input: ConfigInput): Config => parse(input, (name) => name)

function parse(input: Layer, placeOf: (name: SettingName) => string): Config {
  const { data, error } = Settings.safeParse(input)
  if (data) return Object.freeze(data)
  const [issue] = error.issues
  if (issue?.code === 'unrecognized_keys') {
    throw new ConfigRefused(
      `There is no option "${issue.keys[0]}". There are: ${names.join(', ')}.`,
    )
  }
  const name = issue?.path[0] as SettingName
  throw new ConfigRefused(
    `${placeOf(name)} "${String(input[name])}" is not valid: ${Settings.shape[name].description}. (${issue?.message})`,
  )
}

function readFile(file: string): Layer {
  try {
    const layer: unknown = JSON.parse(textOfUtf8(readFileSync(file)))
    if (typeof layer === 'object' && layer !== null && !Array.isArray(layer)) return layer as Layer
    throw new Error('it does not hold a JSON object')
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
