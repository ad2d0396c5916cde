/** Tested by: test/http/control/explain.test.ts */

import { alternatives } from '../../text/lists.ts'
import { counted } from '../../text/numbers.ts'
import { algorithms } from './signatures.ts'

/** Why an Authorization header is not a signature that can be verified. */

/** The rule that it breaks, as a sentence: the first one. What it holds is not repeated, but for names. */
export function describeUnreadable(authorization: string): string {
  const algorithm = algorithms.find((name) => authorization.startsWith(`${name} `))
  if (!algorithm) {
    const named = authorization.split(' ')[0] ?? ''
    return `The algorithm ${named} is not verified: sign with ${alternatives(algorithms)}.`
  }
  const isScoped = algorithm === 'V11-HMAC-SHA256'
  const wanted = [isScoped ? 'Credential' : 'Access', 'SignedHeaders', 'Signature']
  const form = `${algorithm} takes ${wanted[0]}, SignedHeaders and Signature`
  const parts = authorization
    .slice(algorithm.length + 1)
    .trim()
    .split(/,\s*/)
  const values = new Map(parts.map((part) => [part.split('=', 1)[0], part.replace(/^[^=]*=?/, '')]))
  const missing = wanted.find((name) => !values.get(name))
  if (missing !== undefined) return `It has no ${missing}: ${form}, separated by commas.`
  if (
    parts.length !== wanted.length ||
    parts.some((part, at) => !part.startsWith(`${wanted[at]}=`))
  )
    return `It has other parts, or has them in another order: ${form}, in this order and once each.`
  const blank = wanted.find((name) => /\s/.test(values.get(name) ?? ''))
  if (blank !== undefined)
    return `${blank} has a blank in it: ${form}, without blanks in the values.`
  return describeValues(values, isScoped)
}

function describeValues(
  values: ReadonlyMap<string | undefined, string>,
  isScoped: boolean,
): string {
  const signature = values.get('Signature') ?? ''
  if (!/^[0-9a-f]{64}$/.test(signature)) {
    const isHex = /^[0-9a-f]*$/i.test(signature)
    const has = isHex ? counted(signature.length, 'hex digit') : 'other characters than hex digits'
    return `Signature has ${has}${isHex && signature.length === 64 ? ' in upper case' : ''}: it must be 64 hex digits in lower case.`
  }
  const scope = values.get('Credential')?.split('/') ?? []
  if (isScoped && scope.length !== 4) {
    return `Credential has ${counted(scope.length, 'part')}: it must be the AK, the date, the region and the service, separated by slashes.`
  }
  if (isScoped && scope[0] === '') return 'Credential has no AK before its first slash.'
  const names = values.get('SignedHeaders')?.split(';') ?? []
  const similar = names.find((name) => name.toLowerCase() === 'x-sdk-date')
  return similar === undefined
    ? 'SignedHeaders does not list x-sdk-date: sign that header, too.'
    : `SignedHeaders lists ${similar}: write the names in lower case, x-sdk-date.`
}
