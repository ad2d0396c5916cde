import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { parseDecimal } from '../../text/numbers.ts'
import { AgentMode } from '../agent-mode.ts'
import { AuthMode } from '../stored/accounts.ts'
import { Instant } from '../time.ts'
import { ClockMode, Pace } from './clock.ts'
import { Degradation } from './scenarios.ts'

/**
 * The settings of one process. One schema is the list of options, their checks, their defaults and
 * their help; config.ts reads them from flags, the environment and a file.
 */

/** White space around a value is never meant: a shell, a secret store or an editor put it there. */
const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value)

const text = z.string().trim().min(1)

const number = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value: number | string) => {
    const plain = trimmed(value)
    return typeof plain === 'string' ? (parseDecimal(plain) ?? plain) : plain
  }, schema)

const word = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value: z.input<Schema>) => trimmed(value), schema)

/** The items of a list: several texts, or one with commas. */
export const itemsOf = (value: unknown): unknown => {
  const items = typeof value === 'string' ? value.split(',') : value
  if (!Array.isArray(items)) return items
  return items.map(trimmed).filter((item) => item !== '')
}

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
const a_pem_file = 'the path of a PEM file'
const a_switch = 'a switch: true or false, yes or no, on or off, 1 or 0'

/**
 * What help and refusals say of a setting: `noun` is what a bad value is not. A setting that takes
 * one of a few words needs none.
 */
export type About = { description: string; noun?: string }

const about = (description: string, noun?: string): About =>
  noun === undefined ? { description } : { description, noun }

export const Settings = z.strictObject({
  host: Address.default('127.0.0.1').meta(
    about('address to listen on', 'an address or a name to listen on, without scheme and port'),
  ),
  port: port.default(7670).meta(about('port; 0 takes a free one', a_port)),
  tls: word(z.enum(['self-signed']))
    .optional()
    .meta(about('self-signed: listens with TLS, too')),
  tls_port: port.default(7671).meta(about('port of the TLS listener; 0 takes a free one', a_port)),
  tls_ca_file: text
    .optional()
    .meta(about('file to write the CA of the self-signed certificate to', 'the path of a file')),
  tls_cert: text.optional().meta(about('certificate (PEM) to listen with TLS, too', a_pem_file)),
  tls_key: text.optional().meta(about('key (PEM) of that certificate', a_pem_file)),
  db: text
    .default(':memory:')
    .meta(about('database file, or :memory:', 'the path of a file, or :memory:')),
  fixture: list(text)
    .default([])
    .meta(about('fixture file or folder; may be given more than once', 'the path of a file')),
  clock: word(ClockMode).default('flowing').meta(about('flowing or frozen')),
  now: word(Instant)
    .optional()
    .meta(
      about(
        'what the clock shows at start, such as 2026-01-01T00:00:00Z',
        'a moment that exists, from 1970 to 9999, with its zone, such as 2026-01-01T00:00:00Z',
      ),
    ),
  pace: number(Pace)
    .default(60)
    .meta(
      about(
        'seconds of migration work in a second of the clock',
        'a pace from 0.001 to 1000000: seconds of migration work in a second of the clock',
      ),
    ),
  auth: word(AuthMode).default('strict').meta(about('strict, lenient (any token) or off')),
  allow_host: list(HostName)
    .default([])
    .meta(
      about(
        'further names to answer to, beside addresses and local names',
        'a name such as emulator.corp.com, without scheme, port, path and *: it would never match',
      ),
    ),
  allow_origin: list(PageOrigin)
    .default([])
    .meta(
      about(
        'web pages that may call, such as http://localhost:5173 (CORS)',
        'the origin of a page such as http://localhost:5173, without path and *: it would never match',
      ),
    ),
  control_token: Token.optional().meta(
    about(
      'token that the control API wants from other machines; made up if absent; off: none',
      'a token that a header can carry: letters, digits and signs of ASCII',
    ),
  ),
  result_list: word(z.enum(['strings', 'objects']))
    .default('strings')
    .meta(
      about('items of ShowConsistencyResult: strings (as the service) or objects (for Terraform)'),
    ),
  agent: word(AgentMode)
    .default('simulated')
    .meta(
      about(
        'who plays the agents of new sources: simulated (the emulator) or external (a program)',
      ),
    ),
  scenario: list(text)
    .default([])
    .meta(about('scenario file or folder; may be given more than once', 'the path of a file')),
  noise: number(z.number().min(0).max(0.9))
    .default(0)
    .meta(about('how far speeds wobble, from 0 (not at all) to 0.9', 'a number from 0 to 0.9')),
  mean: list(z.enum([...Degradation.options, 'all']))
    .default([])
    .meta(about('unkind answers: all, or some of nulls,missing,order,unknown,token')),
  seed: text.default('0').meta(about('where ids and tokens come from', 'a text')),
  endpoints_file: text
    .optional()
    .meta(about('file to write the URLs to once ready', 'the path of a file')),
  log_level: word(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']))
    .default('info')
    .meta(about('fatal, error, warn, info, debug, trace or silent')),
  journal_limit: number(z.int().min(0).max(100_000))
    .default(1_000)
    .meta(
      about(
        'how many calls the journal of an account keeps; 0 for none',
        'a whole number from 0 to 100000',
      ),
    ),
  request_timeout: number(z.int().min(1).max(3_600))
    .default(60)
    .meta(
      about(
        'seconds in which a request must have come as a whole',
        'a whole number of seconds from 1 to 3600',
      ),
    ),
  log_format: word(z.enum(['text', 'json']))
    .default('text')
    .meta(about('text or json')),
  strict_contract: flag
    .default(false)
    .meta(
      about('refuse what the contract does not know, and task names over 20 characters', a_switch),
    ),
  record: flag.default(false).meta(about('keep every call for a failure bundle', a_switch)),
  public_url: word(
    z.url({ protocol: /^https?$/ }).refine((url) => URL.canParse(url) && !/[?#]/.test(url)),
  )
    .optional()
    .meta(
      about(
        'URL to show in answers, if not that of the request',
        'a URL such as https://sms.corp.com, without a query',
      ),
    ),
})

export type Config = Readonly<z.infer<typeof Settings>>
export type ConfigInput = z.input<typeof Settings>
export type SettingName = keyof typeof Settings.shape
