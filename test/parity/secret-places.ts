import { entryOf } from './har.ts'

/** Archives with a value wherever a HAR can hold one. */

const url = 'https://sms.ap-southeast-3.myhuaweicloud.com/v3/tasks'

/** A body with the value in fields of each kind, as a name, and in JSON in JSON. */
function bodyWith(secret: string): string {
  const encoded = encodeURIComponent(secret)
  const names = [
    ...['name', 'password', 'description', 'error_msg', 'log', 'process_trace', 'value'],
    ...['ip', 'mount_point', 'target_data_private_key', 'unheard_of', 'id', 'href', 'ak', 'sk'],
  ]
  return JSON.stringify({
    ...Object.fromEntries(names.map((name) => [name, secret])),
    [secret]: { deep: [secret, [secret]] },
    [`x-${secret}`]: 1,
    list: [secret],
    config: { configurations: [{ config_key: 'X', config_value: secret }] },
    linux_block_check: JSON.stringify({ release_type: secret, other: JSON.stringify([secret]) }),
    headers: { authorization: secret, host: secret },
    links: [`https://${encoded}:${encoded}@obs.example/${encoded}?${encoded}=${encoded}`],
  })
}

function headersWith(secret: string): object[] {
  return [
    ...['Authorization', 'X-Auth-Token', 'X-Subject-Token', 'X-Security-Token', 'Cookie'],
    ...['Set-Cookie', 'User-Agent', 'X-Unheard-Of', 'Host', 'Location', 'Content-Type', 'Server'],
    ...['Date', 'X-Project-Id', 'X-Request-Id', 'Accept', 'Allow', 'Retry-After', secret],
  ].map((name) => ({ name, value: secret, comment: secret }))
}

const pairsWith = (secret: string): object[] => [
  { name: secret, value: secret, comment: secret, path: secret, domain: secret },
]

/** An entry with the value around what is sent and answered. */
function entryWith(secret: string, target: string, sent: object, content: object): object {
  const entry = entryOf()
  const pairs = pairsWith(secret)
  const spread = {
    comment: secret,
    _custom: { secret },
    cookies: pairs,
    headers: headersWith(secret),
  }
  return {
    ...entry,
    pageref: secret,
    connection: secret,
    serverIPAddress: secret,
    _initiator: { url: secret, stack: { callFrames: [{ url: secret }] } },
    comment: secret,
    cache: { beforeRequest: { lastAccess: secret, eTag: secret, hitCount: 1 }, comment: secret },
    timings: { ...entry.timings, comment: secret },
    request: {
      ...entry.request,
      ...spread,
      url: target,
      httpVersion: secret,
      queryString: pairs,
      postData: { mimeType: secret, comment: secret, ...sent },
    },
    response: {
      ...entry.response,
      ...spread,
      statusText: secret,
      redirectURL: secret,
      content: { ...entry.response.content, mimeType: secret, comment: secret, ...content },
    },
  }
}

/** An archive of five calls, and two entries that cannot be read. */
export function archiveWith(secret: string): unknown {
  const encoded = encodeURIComponent(secret)
  const json = bodyWith(secret)
  const base64 = { text: Buffer.from(json).toString('base64'), encoding: 'base64' }
  const params = [{ name: 'name', value: secret }, ...pairsWith(secret)]
  const query = `name=${encoded}&x=${encoded}&${encoded}&${encoded}=1#${encoded}`
  const login = `https://user:${encoded}@iam.myhuaweicloud.com/v3/auth/tokens?token=${encoded}`
  const entries = [
    entryWith(secret, url, { text: json }, { text: json }),
    entryWith(secret, `${url}/${encoded}?${query}`, {}, base64),
    entryWith(secret, login, { params }, { text: secret }),
    entryWith(
      secret,
      `http://127.0.0.1:7670/v3/sha256/${encoded}`,
      { text: `name=${encoded}` },
      { text: json.slice(0, -9) },
    ),
    entryWith(
      secret,
      'https://proxy.example/v3/tasks',
      { text: `"${secret}` },
      { text: `{"a":"${secret}` },
    ),
  ]
  return {
    log: {
      version: secret,
      creator: { name: secret, version: secret, comment: secret },
      browser: { name: secret, version: secret },
      pages: [{ startedDateTime: secret, id: secret, title: secret, pageTimings: {} }],
      comment: secret,
      _custom: secret,
      entries: [...entries, { comment: secret, request: secret }, entryOf({ method: secret })],
    },
  }
}
