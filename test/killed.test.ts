import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { settings, startChild } from './crash/child.ts'
import { credentials, linuxSource } from './helper.ts'

/** What was killed stays dead, and nothing is given twice, through `kill -9` and starts on the same file. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'killed.db')
const region = { project: { name: 'ap-southeast-1' } }

/** A process on the file, until it is killed. All ids of requests of all processes come together. */
async function start(t: Test, request_ids: string[]) {
  const child = await startChild(settings(file))
  t.teardown(child.kill)
  const call = async (method: string, path: string, body?: object, token?: string) => {
    const answer = await fetch(child.url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { 'x-auth-token': token }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    request_ids.push(answer.headers.get('x-request-id') ?? '')
    const text = await answer.text()
    const { status, headers } = answer
    return { status, headers, body: text === '' ? {} : JSON.parse(text) }
  }
  const login = async (user?: object): Promise<string> => {
    const answer = await call('POST', '/v3/auth/tokens', credentials(region, user))
    return answer.headers.get('x-subject-token') ?? ''
  }
  return {
    ...{ call, login, kill: child.kill },
    status: async (token: string) => (await call('GET', '/v3/sources', undefined, token)).status,
    /** An account made for a worker. @returns it, and a token of its user. */
    worker: async (name?: string) => {
      const { body: made } = await call('POST', '/_emulator/accounts', name ? { name } : {})
      const { account, user, password } = made
      return { made, token: await login({ name: user, password, domain: { name: account } }) }
    },
    register: async (token: string): Promise<string> =>
      (await call('POST', '/v3/sources', linuxSource(), token)).body.id,
  }
}

t.test('tokens, accounts, ids of resources and of requests through three lives', async (t) => {
  const request_ids: string[] = []
  const first = await start(t, request_ids)
  const dead = [await first.login(), await first.login()]
  await first.call('POST', '/_emulator/reset')
  for (const token of dead) t.equal(await first.status(token), 401)
  const kept = await first.login()
  const sources = [await first.register(kept)]
  await first.kill()

  const second = await start(t, request_ids)
  const tokens = [await second.login()]
  t.equal(await second.status(kept), 200)
  for (const token of dead) t.equal(await second.status(token), 401)
  sources.push(await second.register(kept))
  const unnamed = await second.worker()
  const w1 = await second.worker('w1')
  t.equal(await second.status(w1.token), 200)
  for (const name of ['w1', unnamed.made.account]) {
    await second.call('DELETE', `/_emulator/accounts/${name}`)
  }
  t.equal(await second.status(w1.token), 401)
  dead.push(w1.token, unnamed.token)
  await second.kill()

  const third = await start(t, request_ids)
  tokens.push(kept, await third.login())
  const again = await third.worker('w1')
  t.equal(again.made.domain_id, w1.made.domain_id)
  for (const secret of ['password', 'ak', 'sk']) t.not(again.made[secret], w1.made[secret], secret)
  const other = await third.worker()
  t.not(other.made.account, unnamed.made.account)
  tokens.push(again.token, other.token)
  sources.push(await third.register(kept))
  for (const token of dead) t.equal(await third.status(token), 401)
  for (const token of tokens) t.equal(await third.status(token), 200)
  for (const given of [[...dead, ...tokens], sources, request_ids]) {
    t.equal(new Set(given).size, given.length)
  }
  await third.kill()
})
