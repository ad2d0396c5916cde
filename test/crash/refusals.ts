import { credentials, exampleBody } from '../helper.ts'
import { fleet } from './calls.ts'
import { type Answer, send } from './client.ts'

const words =
  /^The database file \S+ cannot be written \(.+\), so nothing was stored\. Make room on its disk and try again\.$/

type Refusal = {
  error_code?: string
  error_msg?: string
  error?: { code: unknown; message: string; title?: string }
}

/** What is wrong with the refusals of each service where there is no room. */
export async function refusals(url: string, token: string): Promise<string[]> {
  const sms = { 'x-auth-token': token }
  const cases: [string, Promise<Answer>, (body: Refusal) => unknown[]][] = [
    [
      'SMS',
      send(
        url,
        { method: 'POST', path: '/v3/migprojects', body: exampleBody('CreateMigproject') },
        sms,
      ),
      ({ error_code, error_msg }) => [error_code === 'EMULATOR.0507', words.test(error_msg ?? '')],
    ],
    [
      'IAM',
      send(url, { method: 'POST', path: '/v3/auth/tokens', body: credentials() }),
      ({ error }) => [
        error?.code === 507,
        words.test(error?.message ?? ''),
        error?.title === 'Insufficient Storage',
      ],
    ],
    [
      "IAM's extensions",
      send(
        url,
        {
          method: 'POST',
          path: '/v3.0/OS-CREDENTIAL/securitytokens',
          body: { auth: { identity: { methods: ['token'] } } },
        },
        sms,
      ),
      ({ error_code, error_msg }) => [error_code === 'EMULATOR.0507', words.test(error_msg ?? '')],
    ],
    [
      'the control API',
      send(url, { method: 'POST', path: '/_emulator/clock/advance', body: { by: 'PT1M' } }),
      ({ error }) => [error?.code === 'EMULATOR.0507', words.test(error?.message ?? '')],
    ],
    [
      'a fixture',
      send(url, {
        method: 'POST',
        path: '/_emulator/fixtures',
        body: fleet('emulator', 'full', 30),
      }),
      ({ error }) => [error?.code === 'EMULATOR.0507', words.test(error?.message ?? '')],
    ],
    [
      'a reset',
      send(url, { method: 'POST', path: '/_emulator/reset?account=emulator' }),
      ({ error }) => [error?.code === 'EMULATOR.0507', words.test(error?.message ?? '')],
    ],
  ]
  const problems: string[] = []
  for (const [name, call, checks] of cases) {
    const { status, body } = await call
    if (status === 507 && checks(body as Refusal).every(Boolean)) continue
    problems.push(`${name}: ${status} ${JSON.stringify(body).slice(0, 500)}`)
  }
  return problems
}
