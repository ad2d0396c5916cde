import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import core from '@huaweicloud/huaweicloud-sdk-core'
import { ClientBuilder } from '@huaweicloud/huaweicloud-sdk-core/ClientBuilder.js'

/** The emulator that the runner started, and clients of it. */

/** A setting of the runner; never empty. */
export function setting(name) {
  const value = process.env[`EMULATOR_${name}`]
  assert.ok(value, `EMULATOR_${name} is not set: test/sdk/run.ts does it`)
  return value
}

export const url = setting('URL')
export const region = setting('REGION')
export const project_id = setting('PROJECT_ID')
export const domain_id = setting('DOMAIN_ID')

/** The well-known keys for the project. */
export const keys = (change = {}) =>
  new core.BasicCredentials({
    ak: setting('AK'),
    sk: setting('SK'),
    projectId: project_id,
    ...change,
  })

const reference = new URL('../../reference/', import.meta.url)
const { operations } = JSON.parse(readFileSync(new URL('sms-v3.contract.json', reference), 'utf8'))
const examples = JSON.parse(readFileSync(new URL('sms-v3.examples.json', reference), 'utf8'))

/** The documented body of an operation, which a call may change. */
export const exampleBody = (operationId, change = {}) => ({
  ...structuredClone(examples.operations[operationId].request.body),
  ...change,
})

/** The SDK's core as a client; SMS has no package of its own on npm. */
export const builder = () => new ClientBuilder((client) => client)

/**
 * Sends operations of SMS through a client of the core, as a package of the vendor's would.
 *
 * @returns a function of the operation's id and what it takes: `{ path, query, body }`.
 */
export const smsThrough =
  (client) =>
  (operationId, { path = {}, query = {}, body } = {}) => {
    const { method, path: url } = operations.find((each) => each.operationId === operationId)
    return client.sendRequest({
      method,
      url,
      contentType: 'application/json',
      pathParams: path,
      queryParams: query,
      headers: {},
      ...(body === undefined ? {} : { data: body }),
    })
  }

/** A client of SMS. */
export const sms = (credentials = keys()) =>
  smsThrough(builder().withCredential(credentials).withEndpoint(url).build())

/** Moves the emulator's clock. */
export async function advance(how) {
  const answer = await fetch(`${url}/_emulator/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(how),
    signal: AbortSignal.timeout(30_000),
  })
  assert.equal(answer.status, 200)
}
