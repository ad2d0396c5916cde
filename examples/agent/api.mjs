/** The two services that an agent talks to: IAM for a token, SMS for everything else. */

/** What a service has refused, with its code. */
export class Refused extends Error {
  constructor(method, path, status, body) {
    const code = body.error_code ?? body.error?.code ?? 'unknown'
    super(`${method} ${path}: ${status} ${code} ${body.error_msg ?? ''}`)
    this.status = status
    this.code = code
  }
}

/** @returns a function that calls SMS: `await sms('GET', '/v3/sources/…/command')`. */
export function connect({ url, user, password, domain, project }) {
  let token

  async function login() {
    const identity = {
      methods: ['password'],
      password: { user: { name: user, password, domain: { name: domain } } },
    }
    const body = { auth: { identity, scope: { project: { name: project } } } }
    const answer = await fetch(`${url}/v3/auth/tokens`, request('POST', body))
    if (!answer.ok) throw new Refused('POST', '/v3/auth/tokens', answer.status, await answer.json())
    await answer.arrayBuffer()
    token = answer.headers.get('x-subject-token')
  }

  const request = (method, body) => ({
    method,
    headers: { 'content-type': 'application/json', ...(token ? { 'x-auth-token': token } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

  return async function sms(method, path, body) {
    if (!token) await login()
    let answer = await fetch(url + path, request(method, body))
    if (answer.status === 401) {
      // Tokens live for a day.
      await answer.arrayBuffer()
      await login()
      answer = await fetch(url + path, request(method, body))
    }
    const said = await answer.json()
    if (!answer.ok) throw new Refused(method, path, answer.status, said)
    return said
  }
}
