import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import {
  harmless_names,
  isHarmless,
  isSecretName,
  secret_names,
} from '../../src/domain/hiding/known-names.ts'
import { viewOf } from '../../src/domain/observed/journal.ts'
import { Redaction, redactTarget, redactText } from '../../src/domain/observed/redaction.ts'
import { replacerOf } from '../../src/text/replace-many.ts'

/** What is hidden of a call before it is shown, and what stays. */

const bodyOf = (text: string | null): unknown => new Redaction().body(text)

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
    t.notOk(isHarmless(name, ''), name)
  }
  for (const name of ['password_expires_at', 'task', 'disk', 'config_key', 'ak', 'state', 'name']) {
    t.notOk(isSecretName(name), name)
    t.ok(isHarmless(name, ''), name)
  }
})

/** The names that a document of the contract gives to fields that a client sends or is answered. */
function namesIn(file: string): Set<string> {
  const document = JSON.parse(readFileSync(file, 'utf8'))
  const names = new Set<string>()
  const seen = new Set<unknown>()
  const isControl = file.endsWith('control.json')
  const follow = (reference: string): unknown =>
    reference
      .slice(2)
      .split('/')
      .reduce((part, name) => part[name.replaceAll('~1', '/').replaceAll('~0', '~')], document)
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return
    seen.add(part)
    const { $ref, properties, parameters } = part as Record<string, unknown>
    if (typeof $ref === 'string') visit(follow($ref))
    for (const name of Object.keys(properties ?? {})) names.add(name)
    for (const { name, in: place } of (Array.isArray(parameters) ? parameters : []) as {
      name?: string
      in?: string
    }[]) {
      if (name !== undefined && place !== 'header') names.add(name)
    }
    for (const [name, inner] of Object.entries(part)) {
      // What the control API answers is its own.
      if (!/^examples?$/.test(name) && !(isControl && name === 'responses')) visit(inner)
    }
  }
  visit(document.paths ?? document)
  return names
}

t.test(
  'every name of the contract is harmless, or a secret, because somebody said so',
  async (t) => {
    const documents = [
      ...['iam', 'sms', 'companions', 'control'].map((name) => `openapi/${name}.json`),
      ...['fixture', 'scenario', 'fault'].map((name) => `schemas/${name}.schema.json`),
    ]
    const names = new Set(documents.flatMap((file) => [...namesIn(file)]))
    // In one place it is a count; everywhere else it is what its name says.
    names.delete('token')
    const known = new Set([...harmless_names, ...secret_names])
    t.strictSame(
      [...names].filter((name) => !known.has(name)),
      [],
      'put it into known-names.ts',
    )
    t.strictSame(
      [...known].filter((name) => !names.has(name)),
      [],
      'take it out of known-names.ts',
    )
    t.strictSame(
      [...secret_names].filter((name) => harmless_names.has(name)),
      [],
    )
    t.strictSame(
      [...harmless_names].filter((name) => isSecretName(name)),
      ['enable_ca_cert', 'encoded_authorization_message'],
    )
  },
)

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
      { config_key: 'NOBODY_KNOWS_IT', config_value: 'x' },
      { config_key: 'MIGRATE_EXCLUDE_DIR', config_value: '/tmp' },
      { config_value: '/var', config_key: 'MIGRATE_EXCLUDE_DIR' },
    ],
    unheard_of: { name: 'shown', of: 'hidden', number: 5, pin: 1234, is: true, nothing: null },
  }
  t.strictSame(bodyOf(JSON.stringify(body)), {
    auth: {
      identity: {
        methods: ['password', 'token'],
        password: { user: { name: 'developer', password: '[redacted]' } },
        token: { id: '[redacted]' },
      },
    },
    configurations: [
      { config_key: 'NOBODY_KNOWS_IT', config_value: '[redacted]' },
      { config_key: 'MIGRATE_EXCLUDE_DIR', config_value: '/tmp' },
      { config_value: '/var', config_key: 'MIGRATE_EXCLUDE_DIR' },
    ],
    unheard_of: {
      name: 'shown',
      of: '[redacted]',
      number: 5,
      pin: '[redacted]',
      is: true,
      nothing: null,
    },
  })
  t.equal(bodyOf(null), null)
})

t.test('a body that is broken, or no JSON, is hidden where its names are not known', async (t) => {
  const bodies: [sent: string, shown: unknown][] = [
    ['{"password": "hun', '{"password": "[redacted]'],
    ['{"name": "a", "password": hunter2}', '{"name": "a", "password": [redacted]}'],
    ['{"limit": 5 hunter2}', '{"limit": 5 [redacted]}'],
    ['"hunter2', '"[redacted]'],
    ["{'password': 'hunter2'}", "{'password': [redacted]}"],
    [`{"pass\\u0077ord"${' '.repeat(99)}: "hunter2"}`, { password: '[redacted]' }],
    ['{"password": "a", "password": "b"}', { password: '[redacted]' }],
    ['["hunter2"]', ['[redacted]']],
    ['{"name": "{\\"password\\":\\"hunter2\\"}"}', { name: '{"password":"[redacted]"}' }],
    ['"hunter2"', '[redacted]'],
    ['hunter2', '[redacted]'],
    ['<password>hunter2</password>', '[redacted]'],
    ['name=a&password=b c', 'name=a&password=[redacted]'],
  ]
  for (const [sent, shown] of bodies) t.strictSame(bodyOf(sent), shown, sent)
})

t.test('an answer that is a table is shown', async (t) => {
  t.equal(new Redaction().answer('name,size\nx,5'), 'name,size\nx,5')
  t.equal(new Redaction().answer('""'), '')
})

t.test('a signature is hidden, and who signed is not', async (t) => {
  const authorization = 'SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=0123abcd'
  const { headers } = { headers: (all: object) => new Redaction().headers({ ...all }) }
  t.strictSame(headers({ authorization, host: 'h', 'x-none': undefined, age: 5, 'x-pin': '1' }), {
    authorization: 'SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=[redacted]',
    host: 'h',
    age: '5',
    'x-pin': '[redacted]',
  })
  t.match(headers({ authorization: 'Bearer abc' }), { authorization: 'Bearer [redacted]' })
  t.match(headers({ 'set-cookie': ['a=1', 'b=2'] }), {
    'set-cookie': ['[redacted]', '[redacted]'],
  })
})

t.test('a query is hidden by its names, and within JSON by those', async (t) => {
  const targets = [
    ['/v3/x?Token=a%2Fbcdef&limit=%zz', '/v3/x?Token=[redacted]&limit=%zz'],
    ['/v3/x?nocatalog&name=a%20b', '/v3/x?nocatalog&name=a%20b'],
    ['/v3/x?filter[password]=b', '/v3/x?filter[password]=[redacted]'],
    ['/v3/x?qx=%7B%22password%22%3A%22X%22%7D', '/v3/x?qx=[redacted]'],
    [
      '/v3/x?name=%7B%22password%22%3A%22X%22%7D',
      '/v3/x?name=%7B%22password%22%3A%22[redacted]%22%7D',
    ],
    ['/v3/password%3Dhunter2', '/v3/password%3D[redacted]'],
  ]
  for (const [sent = '', shown] of targets) t.equal(redactTarget(sent), shown)
})

t.test('what was found once is taken out everywhere', async (t) => {
  const redaction = new Redaction()
  redaction.target('/v3/x?Token=a%2Fbcdef&region_id=region-1&unheard-of=region-1&other=unknown')
  t.strictSame(redaction.scrub({ message: ['no a/bcdef here', 1, null] }), {
    message: ['no [redacted] here', 1, null],
  })
  t.equal(redaction.scrub('of unknown'), 'of [redacted]')
  t.equal(redaction.scrub('of region-1'), 'of region-1', 'it may be shown where it is harmless')
})

t.test('many texts are replaced at once, and the longest hides the others', async (t) => {
  const texts = ['secret', 'secret-longer', 'longer than', 'aa', 'aaa']
  const replace = replacerOf(new Map(texts.map((text) => [text, `<${text}>`])))
  t.equal(replace('a secret, secret-longer.'), 'a <secret>, <secret-longer>.')
  t.equal(replace('secret-longer than'), '<secret-longer>')
  t.equal(replace('aaaa b'), '<aaa> b')
  t.equal(replace('none'), 'none')
})

t.test('prose stays', async (t) => {
  const prose = 'The client has no credentials: ask for a token at POST /v3/auth/tokens.'
  t.equal(redactText(prose), prose)
})

t.test('to show a call is work in the proportion of its length, whatever it holds', async (t) => {
  const steps = (count: number): number => {
    const secrets = Array.from({ length: count }, (_, number) => ({ sk: `s${number + 10_000}` }))
    const message = { headers: {}, body: JSON.stringify(secrets), bytes: 0 }
    const counted = { count: 0 }
    const call = {
      ...someCall,
      request: message,
      response: { ...message, body: `"${'s1'.repeat(count)}"` },
    }
    viewOf(call, undefined, counted)
    return counted.count
  }
  const [few, many] = [steps(500), steps(4_000)]
  t.ok(few > 0)
  t.ok(many < few * 9, `${few} steps for 500 secrets, ${many} for 4,000`)
})

const someCall: Parameters<typeof viewOf>[0] = {
  id: '1',
  at: 0,
  clock: 0,
  account: null,
  method: 'POST',
  target: '/v3/x',
  operation: null,
  status: 400,
  code: null,
  duration_ms: 1,
  user: null,
  fault: null,
  notice: null,
  request: { headers: {}, body: null, bytes: 0 },
  response: { headers: {}, body: null, bytes: 0 },
}

t.test(
  'a text that was made to last takes no longer than others, and is not looked into for ever',
  async (t) => {
    const count = 200_000
    const texts = ['a-', '\\', ', "', 'a:', '"a', '-----BEGIN ', 'MII', '"a":"', '.', '"a": {'].map(
      (part) => part.repeat(count),
    )
    for (const text of texts) {
      t.type(redactText(text), 'string')
      t.ok(bodyOf(JSON.stringify({ name: text })))
    }
    t.match(redactText(`${'a:'.repeat(20)}password=hunter22`), /redacted/)
    t.notMatch(redactText(`${'a:'.repeat(20)}password=hunter22`), /hunter22/)
  },
)

t.test('an address without anything to hide is shown as any other address is', (t) => {
  const part = fc.constantFrom(
    ...['/v3/tasks/', 'a', '-', '-----B', '.', '~', 'MII', 'x'.repeat(45), '_', '?', '=', '%41'],
    ...['token', 'limit', ':', '+', '\u00e9', ' ', '-----BEGIN KEY-----'],
  )
  const address = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(address, (target) => redactTarget(target) === new Redaction().target(target)),
  )
  t.end()
})

t.test(
  'a token in an address is hidden whole, wherever it has a plus, encoded or not',
  async (t) => {
    const rest = 'Ab1'.repeat(30)
    for (const token of [
      `MII${rest}`,
      `MIIx+${rest}+`,
      `MII${rest}+${rest}`,
      `MII+${rest}-${rest}`,
    ]) {
      for (const written of [token, encodeURIComponent(token)]) {
        const shown = new Redaction().target(`/v3/tasks/${written}?id=${written}&q=${written}`)
        t.notMatch(shown, /Ab1/, written)
        t.match(shown, '/v3/tasks/[redacted]', written)
      }
    }
  },
)

t.test(
  'a token in an address is hidden whole where something else of its text is encoded',
  async (t) => {
    const rest = 'Ab1'.repeat(30)
    const token = `MIIx+${rest}`
    for (const written of [
      `${token}%3D%3D`,
      `MIIx%2By+${rest}`,
      `Bearer%20${token}`,
      `Bearer+${token}`,
      `${token}:`,
      `${token}+-----BEGIN+KEY-----${rest}`,
    ]) {
      const shown = new Redaction().target(`/v3/${written}/${written}?id=${written}&${written}`)
      t.notMatch(shown, /Ab1/, written)
    }
    t.notMatch(new Redaction().body(`id=${token}%3D`), /Ab1/)
  },
)
