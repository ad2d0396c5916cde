import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { parseDecimal } from '../../text/numbers.ts'
import { AgentMode } from '../agent-mode.ts'
import { wordInAnyCase } from '../common.ts'
import { AuthMode } from '../stored/accounts.ts'
import { Instant } from '../time.ts'
import { ClockMode, Pace } from './clock.ts'
import { Degradation } from './scenarios.ts'

/**
 * The settings of one process. One schema is the list of options, their checks, their defaults and
 * their help; config.ts reads them from flags, the environment and a file.
 */

/** White space around a value is never meant: a shell, a secret store or an editor put it there. */
const trimText = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value)

const text = z.string().trim().min(1)

const number = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value: number | string) => {
    const plain = trimText(value)
    return typeof plain === 'string' ? (parseDecimal(plain) ?? plain) : plain
  }, schema)

const word = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value: z.input<Schema>) => trimText(value), schema)

/** The items of a list: several texts, or one with commas. */
export const itemsOf = (value: unknown): unknown => {
  const items = typeof value === 'string' ? value.split(',') : value
  if (!Array.isArray(items)) return items
  return items.map(trimText).filter((item) => item !== '')
}

/** One of a few words, in any case. */
const choice = <Schema extends z.ZodEnum>(schema: Schema) =>
  z.preprocess(
    (value: z.input<Schema>) => wordInAnyCase(schema.options.map(String))(trimText(value)),
    schema,
  )

const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value: readonly z.input<Item>[] | string) => itemsOf(value), z.array(item))

const words_for_true = ['true', '1', 'yes', 'on']
const words_for_false = ['false', '0', 'no', 'off']

/** A switch, by any of the usual words in any case. */
const flag = z.preprocess((value: boolean | number | string) => {
  const plain = String(value).trim().toLowerCase()
  if (words_for_true.includes(plain)) return true
  return words_for_false.includes(plain) ? false : value
}, z.boolean())

/** What a Host header shows of a name: in lower case, and in ASCII also where it has other letters. */
const HostName = z
  .string()
  .overwrite((name) => {
    const plain = name.replace(/^\[|\]$|\.$/g, '')
    // It would read `a.com/x` as `a.com`.
    return /[\s/?#:@*\\]/.test(plain) ? plain : domainToASCII(plain) || plain
  })
  .refine((name) => isIP(name) !== 0 || /^[\w-]+(\.[\w-]+)*$/.test(name))

/** An address to listen on. */
const Address = text.refine((host) => isIP(host) !== 0 || /^[\w-]+(\.[\w-]+)*$/.test(host))

/** What a browser sends as the Origin of a page; of a web page, without a path and in lower case. */
const PageOrigin = z
  .string()
  .overwrite((page) =>
    /^https?:\/\/[^/?#@]+\/?$/i.test(page) && URL.canParse(page) ? new URL(page).origin : page,
  )
  .refine((page) => page === 'null' || /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@*]+$/.test(page))

/** What can travel in a header. */
const Token = text.regex(/^[\x20-\x7e]+$/)

const port = number(z.int().min(0).max(65_535))
const a_port = 'a port from 0 to 65535; 0 takes a free one'
const a_path = 'the path of a file'
const a_pem_file = 'the path of a PEM file'
const a_switch = 'a switch: true or false, yes or no, on or off, 1 or 0'

/**
 * What help and refusals say of a setting.
 *
 * @property value the word that help shows for its value: `--port <port>`. A switch has none.
 * @property noun what a bad value is not. A setting that takes one of a few words needs none.
 */
export type About = { description: string; value?: string; noun?: string }

const about = (description: string, value?: string, noun?: string): About => ({
  description,
  ...(value === undefined ? {} : { value }),
  ...(noun === undefined ? {} : { noun }),
})

export const Settings = z.strictObject({
  host: Address.default('127.0.0.1').meta(
    about(
      'address to listen on',
      'address',
      'an address or a name to listen on, without scheme and port',
    ),
  ),
  port: port.default(7670).meta(about('port; 0 takes a free one', 'port', a_port)),
  tls: choice(z.enum(['self-signed']))
    .optional()
    .meta(about('self-signed: also listen with TLS', 'mode')),
  tls_port: port
    .default(7671)
    .meta(about('port of the TLS listener; 0 takes a free one', 'port', a_port)),
  tls_ca_file: text
    .optional()
    .meta(about('file to write the CA of the self-signed certificate to', 'file', a_path)),
  tls_cert: text
    .optional()
    .meta(about('certificate (PEM) to also listen with TLS', 'file', a_pem_file)),
  tls_key: text.optional().meta(about('key (PEM) of that certificate', 'file', a_pem_file)),
  db: text
    .default(':memory:')
    .meta(about('database file, or :memory:', 'file', 'the path of a file, or :memory:')),
  fixture: list(text)
    .default([])
    .meta(about('fixture file or folder; may be given more than once', 'path', a_path)),
  companions: choice(z.enum(['lenient', 'strict']))
    .default('lenient')
    .meta(
      about(
        'strict: the target of a task (vm_id) must be a server of ECS; lenient: an unknown one is taken as given',
        'mode',
      ),
    ),
  clock: choice(ClockMode)
    .default('flowing')
    .meta(about('how the clock runs: flowing or frozen', 'mode')),
  now: word(Instant)
    .optional()
    .meta(
      about(
        'what the clock shows at start, such as 2026-01-01T00:00:00Z; the real time if absent',
        'moment',
        'a moment that exists, from 1970 to 9999, with its zone, such as 2026-01-01T00:00:00Z',
      ),
    ),
  pace: number(Pace)
    .default(60)
    .meta(
      about(
        'seconds of migration work in a second of the clock',
        'pace',
        'a pace from 0.001 to 1000000: seconds of migration work in a second of the clock',
      ),
    ),
  auth: choice(AuthMode)
    .default('strict')
    .meta(about('how calls are authenticated: strict, lenient (any token) or off', 'mode')),
  allow_host: list(HostName)
    .default([])
    .meta(
      about(
        'further names to answer to, beside addresses and local names',
        'name',
        'a name such as emulator.corp.com, without scheme, port, path and *: it would never match',
      ),
    ),
  allow_origin: list(PageOrigin)
    .default([])
    .meta(
      about(
        'web pages that may call, such as http://localhost:5173 (CORS)',
        'origin',
        'the origin of a page such as http://localhost:5173, without path and *: it would never match',
      ),
    ),
  control_token: Token.optional().meta(
    about(
      'token that the control API requires from other machines; a random one if absent; off: none',
      'token',
      'a token that a header can carry: letters, digits and signs of ASCII',
    ),
  ),
  result_list: choice(z.enum(['strings', 'objects']))
    .default('strings')
    .meta(
      about(
        'items of ShowConsistencyResult: strings (as the service) or objects (for Terraform)',
        'form',
      ),
    ),
  agent: choice(AgentMode)
    .default('simulated')
    .meta(
      about(
        'who plays the agents of new sources: simulated (the emulator) or external (a program)',
        'mode',
      ),
    ),
  scenario: list(text)
    .default([])
    .meta(about('scenario file or folder; may be given more than once', 'path', a_path)),
  noise: number(z.number().min(0).max(0.9))
    .default(0)
    .meta(
      about('how far speeds vary, from 0 (not at all) to 0.9', 'amount', 'a number from 0 to 0.9'),
    ),
  degrade: list(choice(z.enum([...Degradation.options, 'all'])))
    .default([])
    .meta(about(`degraded answers: all, or some of ${Degradation.options.join(',')}`, 'kinds')),
  seed: text
    .default('0')
    .meta(about('text from which ids and tokens are derived', 'text', 'a text')),
  endpoints_file: text
    .optional()
    .meta(about('file to write the URLs to once ready', 'file', a_path)),
  log_level: choice(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']))
    .default('info')
    .meta(about('fatal, error, warn, info, debug, trace or silent', 'level')),
  journal_limit: number(z.int().min(0).max(100_000))
    .default(1_000)
    .meta(
      about(
        'how many calls the journal of an account keeps; 0 for none',
        'calls',
        'a whole number from 0 to 100000',
      ),
    ),
  request_timeout: number(z.int().min(1).max(3_600))
    .default(60)
    .meta(
      about(
        'seconds within which a request must have arrived completely',
        'seconds',
        'a whole number of seconds from 1 to 3600',
      ),
    ),
  log_format: choice(z.enum(['text', 'json']))
    .default('text')
    .meta(about('format of the log: text or json', 'format')),
  strict_contract: flag
    .default(false)
    .meta(
      about(
        'refuse what the contract does not know, and task names over 20 characters',
        undefined,
        a_switch,
      ),
    ),
  record: flag
    .default(false)
    .meta(about('keep every call for a failure bundle', undefined, a_switch)),
  ui: choice(z.enum(['on', 'off']))
    .default('on')
    .meta(about('on or off: the dashboard at /_emulator/ui/', 'on|off')),
  public_url: word(
    z.url({ protocol: /^https?$/ }).refine((url) => URL.canParse(url) && !/[?#]/.test(url)),
  )
    .optional()
    .meta(
      about(
        'URL to show in answers, if not that of the request',
        'url',
        'a URL such as https://sms.corp.com, without a query',
      ),
    ),
})

export type Config = Readonly<z.infer<typeof Settings>>
export type ConfigInput = z.input<typeof Settings>
export type SettingName = keyof typeof Settings.shape
