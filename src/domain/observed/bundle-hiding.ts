/** Tested by: test/cli/bundle-secrets.test.ts */
import { contentOfText } from '../../formats/written-files.ts'
import type { Bundle, RecordedCall } from '../../schemas/control/bundle.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import { hideInAnswer, hideInBody, hideInHeader, hideInTarget } from '../hiding/hiding.ts'
import { hideInJson } from '../hiding/json-hiding.ts'
import { jsonOf, SecretKeys } from '../hiding/secret-keys.ts'
import { describeCanonical } from '../identity/signature-diagnosis.ts'
import {
  type Authorization,
  parseAuthorization,
  sha256,
  signatureOf,
  verify,
  type WireRequest,
} from '../identity/signatures.ts'
import { well_known } from '../identity/well-known.ts'
import type { Recorded } from './bundle.ts'
import { Placeholders } from './placeholders.ts'
import { hideInYaml } from './yaml-hiding.ts'

/** A run without its secrets, which a replay answers as it was answered. */

const public_secrets = (well_known.users ?? []).flatMap(({ password = '', access_keys = [] }) => [
  password,
  ...access_keys.map(({ sk }) => sk),
])

export type HiddenRun = Pick<Bundle, 'accounts' | 'scenarios' | 'calls' | 'replaced' | 'id_tokens'>

/** @returns a run with placeholders, and how many values have one. */
export function hideInRun(
  run: Pick<Bundle, 'accounts' | 'scenarios'> & { recorded: readonly Recorded[] },
): HiddenRun {
  const placeholders = new Placeholders(public_secrets)
  hideOnce(run, placeholders)
  placeholders.beginSecondRound()
  return {
    ...hideOnce(run, placeholders),
    replaced: placeholders.count,
    id_tokens: placeholders.id_tokens,
  }
}

function hideOnce(
  { accounts, scenarios, recorded }: Parameters<typeof hideInRun>[0],
  placeholders: Placeholders,
): Omit<HiddenRun, 'replaced' | 'id_tokens'> {
  placeholders.beginRequest([])
  const inJson = <Value>(value: Value): Value =>
    JSON.parse(hideInJson(JSON.stringify(value), placeholders)) as Value
  const keys = new SecretKeys()
  keys.learn(accounts)
  const started = { accounts: inJson<FixtureAccount[]>(accounts), scenarios: inJson(scenarios) }
  return { ...started, calls: recorded.map((one) => hideInCall(one, placeholders, keys)) }
}

function hideInCall(
  { call, clock }: Recorded,
  placeholders: Placeholders,
  keys: SecretKeys,
): RecordedCall {
  placeholders.beginRequest(
    clock === null ? [call.at] : [call.at, clock],
    keys.ofProvider(providerOf(call)),
  )
  const body = hideInSentBody(call, placeholders)
  keys.learn(contentOf(call, call.body))
  const headers = headersOf(call, body, placeholders)
  const hidden = { ...call, url: hideInTarget(call.url, placeholders), headers, body }
  const signing = signingOf(call, hidden, placeholders, keys)
  placeholders.beginAnswer()
  keys.learn(contentOf(call, call.answer ?? ''))
  const answer =
    call.answer === null ? null : hideInAnswer(signing.answer(call.answer), placeholders)
  const answer_headers = Object.fromEntries(
    Object.entries(call.answer_headers).map(([name, value]) => [
      name,
      hideInHeader(name, value, placeholders),
    ]),
  )
  return { ...hidden, headers: { ...headers, ...signing.headers }, answer, answer_headers }
}

/** The identity provider whose ID token a call may have; '' if it names none. */
function providerOf({ url, headers }: RecordedCall): string {
  const named = /\/identity_providers\/([^/]+)\//.exec(url)?.[1] ?? headers['x-idp-id']
  return typeof named === 'string' ? named : ''
}

/** Calls of the control API whose bodies are files that people write. */
const takes_yaml = /^\/_emulator\/(fixtures|scenarios|faults|snapshots)\b/

function hideInSentBody({ url, body }: RecordedCall, placeholders: Placeholders): string {
  if (body === '') return ''
  return takes_yaml.test(url) && jsonOf(body) === undefined
    ? hideInYaml(body, placeholders)
    : hideInBody(body, placeholders)
}

/** What a body or an answer says that may have keys in it; undefined otherwise. */
const contentOf = ({ url }: RecordedCall, text: string): unknown =>
  !/\b(sk|secret|secret_access_key|issuer)\b/.test(text)
    ? undefined
    : (jsonOf(text) ?? (takes_yaml.test(url) ? contentOfText(text) : undefined))

function headersOf(
  call: RecordedCall,
  body: string,
  placeholders: Placeholders,
): RecordedCall['headers'] {
  const digest = sha256(Buffer.from(call.body))
  return Object.fromEntries(
    Object.entries(call.headers).map(([name, value]) => {
      const one = (text: string) =>
        // The hash of what is hidden would give it away.
        text === digest ? sha256(Buffer.from(body)) : hideInHeader(name, text, placeholders)
      return [name, Array.isArray(value) ? value.map(one) : one(value)]
    }),
  )
}

/**
 * A signature that was right is made anew, over what is left of its call and with the placeholder of its key;
 * one that was wrong stays so. The answer to a wrong one shows what should have been signed.
 */
function signingOf(
  call: RecordedCall,
  hidden: RecordedCall,
  placeholders: Placeholders,
  keys: SecretKeys,
): { headers: RecordedCall['headers']; answer(text: string): string } {
  const { authorization: text } = call.headers
  const authorization = typeof text === 'string' ? parseAuthorization(text.trim()) : undefined
  if (typeof text !== 'string' || !authorization) return { headers: {}, answer: (answer) => answer }
  const [before, after] = [wireOf(call), wireOf(hidden)]
  const sk = keys.of(authorization.ak).find((one) => verify(before, authorization, one))
  if (sk !== undefined) {
    const signature = signatureOf(after, authorization, placeholders.hide(sk, true, 'sk'))
    const signed = text.replace(authorization.signature, signature)
    return { headers: { authorization: signed }, answer: (answer) => answer }
  }
  const shown = (request: WireRequest) => quotedIn(request, authorization)
  return { headers: {}, answer: (answer) => answer.replaceAll(shown(before), shown(after)) }
}

/** A canonical request as an answer quotes it, within JSON. */
const quotedIn = (request: WireRequest, authorization: Authorization): string =>
  JSON.stringify(describeCanonical(request, authorization)).slice(1, -1)

const wireOf = ({ method, url, headers, body }: RecordedCall): WireRequest => ({
  method,
  target: url,
  headers,
  body: Buffer.from(body),
})
