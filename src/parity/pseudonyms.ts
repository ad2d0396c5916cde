import type { Hiding, Place } from '../domain/hiding/json-hiding.ts'
import { isHarmless, secret_names } from '../domain/hiding/known-names.ts'
import { kindsOf, log_names, path_words } from './field-kinds.ts'
import { looksSecret } from './secret-like.ts'

/**
 * Hides a recording by an allow-list: of a field that the contract knows as harmless, numbers, moments and words of
 * the service stay; names, addresses and ids become pseudonyms; every other text becomes its kind, `<string 14>`.
 *
 * A pseudonym is a counter in the form of its kind. It is the same for the same value, and nothing but the table in
 * memory leads from one to the other.
 */
export class Pseudonyms implements Hiding {
  readonly #pseudonyms = new Map<string, string>()
  readonly #counts = new Map<string, number>()
  /** What was shown of a value at a place: those who poll are answered the same again and again. */
  readonly #shown = new Map<string, string>()

  hide(value: string, isSecret: boolean, name: string, isText = true): string {
    if (value === '' || mark.test(value)) return value
    if (!isText) return '0'
    return isSecret || log_names.has(name) ? '<secret>' : kindOfText(value)
  }

  show(value: string, place?: Place, isText = true): string {
    if (value === '' || mark.test(value)) return value
    if (place === undefined) return this.#segment(value)
    if (log_names.has(place.name)) return this.hide(value, true, place.name, isText)
    if (!isText) return value
    const key = `${place.name} ${place.parent} ${value}`
    const shown = this.#shown.get(key) ?? this.#valueAt(value, place)
    this.#shown.set(key, shown)
    return shown
  }

  #valueAt(value: string, place: Place): string {
    const kinds = kindsOf(place.name, place.parent)
    if (kinds.includes('path') && isUsualPath(value)) return value
    const isGiven = kinds.includes('name') && !kinds.includes('word')
    return (
      this.#byForm(value) ??
      (isGiven ? undefined : plainOf(value)) ??
      (kinds.includes('word') && isWord(value) ? value : undefined) ??
      (kinds.includes('version') && isVersion(value) ? value : undefined) ??
      this.#listOf(value, place) ??
      this.#named(value, kinds) ??
      kindOfText(value)
    )
  }

  /**
   * A field that the contract does not have may be what a recording was made for: its name stays if it is written as
   * the service writes names, in letters and underscores.
   */
  showName(name: string): string {
    if (mark.test(name) || isHarmless(name, '') || secret_names.has(name)) return name
    const isName = /^[A-Za-z]{1,24}(?:_[A-Za-z]{1,24}){0,5}_?\d?$/.test(name) && !looksSecret(name)
    return isName ? name : `<name ${name.length}>`
  }

  /** An address, with its path and query hidden by `hideInTarget`. */
  host(hostname: string): string {
    if (cloud_host.test(hostname) || /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) {
      return hostname
    }
    // By which the service of a call is known.
    const [first = ''] = /^(?:sms|iam)\./.exec(hostname) ?? []
    return this.#counted('host', hostname, (count) => `${first}host-${count}.example`)
  }

  #segment(value: string): string {
    if (path_words.has(value)) return value
    return this.#byForm(value) ?? plainOf(value) ?? this.#name(value)
  }

  /** Ids and addresses have forms of their own, wherever they are. */
  #byForm(value: string): string | undefined {
    if (value.length > form_max) return undefined
    for (const { kind, form, write } of forms) {
      const found = form.exec(value)
      if (found) return this.#counted(kind, value.toLowerCase(), (count) => write(count, found))
    }
    const [, region, project] = /^([a-z]{2,3}(?:-[a-z]+){1,2}-\d{1,3})_(.+)$/.exec(value) ?? []
    if (region !== undefined && project !== undefined) {
      return `${region}_${this.#name(project)}`
    }
    if (region_form.test(value)) return value
    if (/^https?:\/\//i.test(value) && URL.canParse(value)) {
      return `https://${this.host(new URL(value).hostname)}/`
    }
    if (/^(?:iam|sts):/.test(value)) {
      return value
        .split(':')
        .map((part) => (part === '' || urn_words.has(part) ? part : this.#segment(part)))
        .join(':')
    }
    return undefined
  }

  /** Several ids with commas between them. */
  #listOf(value: string, place: Place): string | undefined {
    if (!value.includes(',')) return undefined
    const parts = value.split(',').map((part) => this.show(part, place))
    return parts.every((part) => !part.startsWith('<')) ? parts.join(',') : undefined
  }

  #name(value: string): string {
    return this.#known(value) ?? this.#counted('name', value, (count) => `name-${count}`)
  }

  /** A path does not say whether a part of it is a name or an id, and a disk is a name here and a path there. */
  #known(value: string): string | undefined {
    const kinds = ['name', 'id', 'path']
    return kinds.map((kind) => this.#pseudonyms.get(`${kind} ${value}`)).find(Boolean)
  }

  #named(value: string, kinds: ReturnType<typeof kindsOf>): string | undefined {
    for (const kind of ['name', 'id', 'path'] as const) {
      if (!kinds.includes(kind)) continue
      const known = this.#known(value)
      if (known !== undefined) return known
      const form = kind === 'path' ? '/path-' : `${kind}-`
      return this.#counted(kind, value, (count) => `${form}${count}`)
    }
    return undefined
  }

  #counted(kind: string, value: string, write: (count: number) => string): string {
    const key = `${kind} ${value}`
    const known = this.#pseudonyms.get(key)
    if (known !== undefined) return known
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const pseudonym = write(count)
    this.#pseudonyms.set(key, pseudonym)
    return pseudonym
  }
}

/** What stands for a value that was hidden before: a recording may be redacted twice. */
const mark = /^<(?:secret|string \d{1,8}|name \d{1,8})>$/

/** No id and no address is longer. */
const form_max = 512

const kindOfText = (value: string): string => `<string ${value.length}>`

const cloud_host =
  /^(?:[a-z]{2,24}(?:-api|-pub)?\.)(?:[a-z]{2}-[a-z]+(?:-[a-z]+)?-\d{1,3}\.)?myhuaweicloud\.(?:com|eu)$/

const urn_words = new Set([
  'iam',
  'sts',
  'agency',
  'user',
  'group',
  'root',
  'assumed-agency',
  'domain',
])

const byte = (count: number, shift: number): number => (count >> shift) & 0xff
const hexByte = (count: number, shift: number): string =>
  byte(count, shift).toString(16).padStart(2, '0')

type Form = {
  kind: string
  form: RegExp
  write(count: number, found: RegExpExecArray): string
}

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'

const forms: readonly Form[] = [
  {
    kind: 'uuid',
    form: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
    write: (count) => `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
  },
  {
    kind: 'hex',
    form: /^(?=.*[a-f])[0-9a-f]{16,128}$|^\d{16,128}$/i,
    write: (count, [{ length }]) => String(count).padStart(length, '0'),
  },
  {
    // The network that is kept for measurements (RFC 2544).
    kind: 'ip',
    form: new RegExp(`^(?!0\\.0\\.0\\.0|127\\.|255\\.)${octet}(?:\\.${octet}){3}(/\\d{1,2})?$`),
    write: (count, [, length = '']) =>
      `198.${18 + (byte(count, 16) & 1)}.${byte(count, 8)}.${byte(count, 0)}${length}`,
  },
  {
    kind: 'mac',
    form: /^(?:[0-9a-f]{2}([:-])){5}[0-9a-f]{2}$/i,
    write: (count, [, sign = ':']) =>
      ['02', '00', '00', hexByte(count, 16), hexByte(count, 8), hexByte(count, 0)].join(sign),
  },
  {
    // The network that is kept for documents (RFC 3849).
    kind: 'ipv6',
    form: /^(?=.*:.*:)(?!::1?$)[0-9a-f:]{3,39}(\/\d{1,3})?$/i,
    write: (count, [, length = '']) => `2001:db8::${count.toString(16)}${length}`,
  },
]

/** A region, or a zone of one. */
const region_form = /^[a-z]{2}-[a-z]+(?:-[a-z]+)?-\d{1,3}[a-z]?$/

const plain: readonly RegExp[] = [
  /^(?:true|false|yes|no|null)$/i,
  /^-?\d{1,15}(?:\.\d{1,9})?%?$/,
  // Moments as the services, agents, signatures and HTTP write them.
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))*$/,
  /^\d{8}T\d{6}Z$/,
  /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  /^\d\d?:\d\d$/,
  // Versions, masks of networks, and addresses of every machine.
  /^v?\d{1,4}(?:\.\d{1,6}){0,3}$/,
  /^(?:0|127|255)(?:\.\d{1,3}){3}$/,
  /^::1?$/,
  // Codes of errors.
  /^(?:SMS|APIGW|APIG|IAM|PAP5)\.\d{4}$/,
  /^(?:application|text)\/[a-z.+-]{2,30}(?:; ?charset=utf-?8)?$/i,
  /^\*\/\*$/,
]

/** What says nothing about anybody: numbers, moments, regions, versions, codes. */
const plainOf = (value: string): string | undefined =>
  plain.some((form) => form.test(value)) ? value : undefined

const isWord = (value: string): boolean =>
  /^[A-Za-z][A-Za-z_-]{0,47}\d{0,2}$/.test(value) && !looksSecret(value)

const isVersion = (value: string): boolean => /^[\w.+~-]{1,64}$/.test(value) && !looksSecret(value)

/** Devices, and places that every machine has. */
const isUsualPath = (value: string): boolean =>
  /^\/dev\/(?:[svh]d|xvd)[a-z]{1,2}\d{0,3}$|^\/(?:boot(?:\/efi)?|home|var|tmp|opt|usr|data)?$|^swap$|^[A-Z]:\\?(?:Windows)?$/i.test(
    value,
  )
