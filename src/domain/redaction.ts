import { isTooDeep } from '../schemas/nesting.ts'

/**
 * What must not be seen: tokens, keys, passwords, signatures, certificates. By the names of headers,
 * fields and parameters, by the form of values, and wherever a value that was found so stands again.
 */

export const redacted = '[redacted]'

const secret_part =
  /passw|passwd|passphrase|passcode|pwd|secret|token|signature|credential|privatekey|authorization|cookie/
const secret_whole = /^(sk|ca|key|pem|x509)$|cert$|certs$|certificates?$/
/** Names that speak of a secret and do not hold one. */
const about = /expire|expiry|(?:count|type|state|status|length)$/

/** Whether a header, field or parameter of this name holds a secret. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  return (secret_part.test(plain) && !about.test(plain)) || secret_whole.test(plain)
}

/** Options of UploadSpecialConfigurationSetting, whose names are values. */
const secret_option = /PWD|PASS|SECRET|TOKEN|CERT/i

const pem = /-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g
/** Tokens of IAM look so, whatever they are called (iam.md §1.4). */
const token_like = /\bMII[\w+/=-]{40,}/g
/**
 * `name=value`, `name:value`, `"name": "value"`, also with escaped quotes or without an end. What is
 * looked back at makes each sign the start of one attempt at most: a text may be made to last.
 */
const named =
  /(?<!\\)(\\*["'])([\w.-]+)\1(\s*[:=]\s*)(\\*"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&|}\]]+)|(?<![\w.-])([\w.-]+)([:=])(?=\S)("[^"]*"?|[^\s,;&|}\]]+)/g
/** Values in values in values: what lies deeper is taken out unseen. */
const values_max = 16

/** Collects what it takes out, so that it can be found elsewhere. */
export type Found = Set<string>

/** A text of any kind without what is named or looks like a secret. */
export function redactText(text: string, found: Found = new Set(), depth = 0): string {
  if (depth > values_max) return redacted
  return withoutQuote(text)
    .replace(pem, redacted)
    .replace(token_like, redacted)
    .replace(named, (_, mark = '', quoted, gap, text, bare, sign, more) => {
      const name = quoted ?? bare
      const head = `${mark}${name}${mark}${gap ?? sign}`
      const value = text ?? more
      // A value may have names of its own, as an address has.
      if (!isSecretName(name)) return head + redactText(value, found, depth + 1)
      return head + take(found, value.replace(/^\\*["']|\\*["']$/g, ''))
    })
}

/** The parser of JSON quotes what it could not read, which may be half a password. */
function withoutQuote(text: string): string {
  const words = ' is not valid JSON'
  const end = text.lastIndexOf(words)
  if (end < 0 || !/"(\.\.\.)?$/.test(text.slice(Math.max(0, end - 4), end))) return text
  const start = /, (?:\.\.\.)?"/.exec(text)?.index ?? end
  return start < end ? text.slice(0, start) + text.slice(end + words.length) : text
}

function take(found: Found, value: string): string {
  // Shorter ones stand in too many places by chance.
  if (value.length >= 6 && value !== redacted) found.add(value)
  return redacted
}

/** Headers without the values of secret ones; of a signature everything else stays. */
export function redactHeaders(
  headers: Record<string, string | string[] | number | undefined>,
  found: Found = new Set(),
): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string | string[]][] => {
      if (value === undefined) return []
      const one = (text: string) => redactHeader(name, text, found)
      return [[name, Array.isArray(value) ? value.map(one) : one(String(value))]]
    }),
  )
}

function redactHeader(name: string, value: string, found: Found): string {
  if (/^(proxy-)?authorization$/i.test(name)) {
    const [, scheme = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(value) ?? []
    if (!/HMAC|ECDSA|SM[23]/i.test(scheme)) {
      take(found, rest || value)
      return scheme === '' ? redacted : `${scheme} ${redacted}`
    }
    return value.replace(/(Signature=)([^\s,]*)/gi, (_, label, text) => label + take(found, text))
  }
  return isSecretName(name) ? take(found, value) : redactText(value, found)
}

/** A path with its query, without the values of secret parameters. */
export function redactTarget(target: string, found: Found = new Set()): string {
  const at = target.indexOf('?')
  if (at < 0) return redactText(target, found)
  const query = target
    .slice(at + 1)
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=')
      if (!isSecretName(decoded(name))) return redactText(pair, found)
      take(found, decoded(value.join('=')))
      take(found, value.join('='))
      return `${name}=${redacted}`
    })
  return `${redactText(target.slice(0, at), found)}?${query.join('&')}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** A body: as JSON if it is that, else as text. */
export function redactBody(text: string | null, found: Found = new Set()): unknown {
  if (text === null || text === '') return null
  const json = parsed(text)
  return json === undefined ? redactText(text, found) : redactJson(json, found)
}

function parsed(text: string): unknown {
  // What is nested too deep to be looked into stays a text.
  if (!/^\s*[[{]/.test(text) || isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A JSON value without its secrets; JSON in its texts is looked into. */
export function redactJson(value: unknown, found: Found, name = '', parent = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => redactJson(item, found, name, parent))
  if (typeof value === 'object' && value !== null) {
    const isSecretOption = 'config_key' in value && secret_option.test(String(value.config_key))
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) =>
        isSecretOption && key === 'config_value'
          ? [key, take(found, String(field))]
          : [key, redactJson(field, found, key, name)],
      ),
    )
  }
  // A name of a list of words, as in `methods: [password]`, is none of a secret.
  const isSecret = isSecretName(name) || (name === 'id' && parent === 'token')
  if (isSecret && value !== null && typeof value !== 'boolean') return take(found, String(value))
  if (typeof value !== 'string') return value
  const json = parsed(value)
  return json === undefined
    ? redactText(value, found)
    : JSON.stringify(redactJson(json, found, name, parent))
}

/** Takes what was found out of every text of a value. */
export function scrub<Value>(value: Value, found: Found): Value {
  const longest = [...found].sort((one, other) => other.length - one.length)
  const visit = (part: unknown): unknown => {
    if (typeof part === 'string') {
      return longest.reduce((text, secret) => text.replaceAll(secret, redacted), part)
    }
    if (Array.isArray(part)) return part.map(visit)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, field]) => [key, visit(field)]))
  }
  return found.size === 0 ? value : (visit(value) as Value)
}
