import t from 'tap'
import {
  type Found,
  isSecretName,
  redactBody,
  redactHeaders,
  redactTarget,
  redactText,
  scrub,
} from '../../src/domain/redaction.ts'

/** What is taken out of a call before it is shown, and what stays. */

t.test('names that hold a secret, and names that only speak of one', async (t) => {
  for (const name of [
    'password',
    'target_password',
    'adminPass_wd',
    'X-Auth-Token',
    'securitytoken',
    'sk',
    'private_key',
    'target_mgmt_cert',
    'passphrase',
    'passcode',
    'Set-Cookie',
  ]) {
    t.ok(isSecretName(name), name)
  }
  for (const name of ['password_expires_at', 'task', 'disk', 'config_key', 'ak', 'state', 'name']) {
    t.notOk(isSecretName(name), name)
  }
})

t.test('a body keeps its form', async (t) => {
  const body = {
    auth: {
      identity: {
        methods: ['password', 'token'],
        password: { user: { name: 'developer', password: 'hunter22' } },
        token: { id: 'abcdefgh' },
      },
    },
    configurations: [
      { config_key: 'INSTALL_PWD_AGENT', config_value: 'x' },
      { config_key: 'MIGRATE_EXCLUDE_DIR', config_value: '/tmp' },
    ],
  }
  t.match(redactBody(JSON.stringify(body)), {
    auth: {
      identity: {
        methods: ['password', 'token'],
        password: { user: { name: 'developer', password: '[redacted]' } },
        token: { id: '[redacted]' },
      },
    },
    configurations: [{ config_value: '[redacted]' }, { config_value: '/tmp' }],
  })
  t.equal(redactBody(null), null)
  t.equal(redactBody('{"password": "hun'), '{"password": [redacted]')
  t.equal(redactBody('name=a&password=b c'), 'name=a&password=[redacted] c')
})

t.test('a signature is hidden, and who signed is not', async (t) => {
  const authorization = 'SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=0123abcd'
  t.strictSame(redactHeaders({ authorization, host: 'h', 'x-none': undefined, n: 5 }), {
    authorization: 'SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=[redacted]',
    host: 'h',
    n: '5',
  })
  t.match(redactHeaders({ authorization: 'Bearer abc' }), { authorization: 'Bearer [redacted]' })
  t.match(redactHeaders({ 'set-cookie': ['a=1', 'b=2'] }), {
    'set-cookie': ['[redacted]', '[redacted]'],
  })
})

t.test('what was found once is taken out everywhere', async (t) => {
  const found: Found = new Set()
  t.equal(redactTarget('/v3/x?Token=a%2Fbcdef&y=%zz', found), '/v3/x?Token=[redacted]&y=%zz')
  t.strictSame(scrub({ message: ['no a/bcdef here', 1, null] }, found), {
    message: ['no [redacted] here', 1, null],
  })
})

t.test('prose stays', async (t) => {
  const prose = 'The client has no credentials: ask for a token at POST /v3/auth/tokens.'
  t.equal(redactText(prose), prose)
})

t.test(
  'a text that was made to last takes no longer than others, and is not looked into for ever',
  async (t) => {
    const count = 200_000
    const texts = ['a-', '\\', ', "', 'a:', '"a', '-----BEGIN ', 'MII', '"a":"', '.', '"a": {'].map(
      (part) => part.repeat(count),
    )
    for (const text of texts) {
      t.type(redactText(text), 'string')
      t.ok(redactBody(JSON.stringify({ text })))
    }
    t.match(redactText(`${'a:'.repeat(20)}password=hunter22`), /redacted/)
    t.notMatch(redactText(`${'a:'.repeat(20)}password=hunter22`), /hunter22/)
  },
)
