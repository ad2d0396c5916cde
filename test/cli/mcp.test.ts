import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import t, { type Test } from 'tap'
import { errorWords } from '../../src/cli/commands/mcp.ts'
import { type Emulator, start } from '../../src/index.ts'
import { createServer } from '../../src/mcp/server.ts'
import { version } from '../../src/package.ts'
import { program } from '../program.ts'

/** `sms-emulator mcp`, by the official client. */

const newClient = () => new Client({ name: 'a test', version: '1.0.0' })

/** A fixture as an agent writes it: the example of the tool's own description. */
async function exampleFixture(agent: Client): Promise<string> {
  const { tools } = await agent.listTools()
  const about = tools.find(({ name }) => name === 'load_fixture')?.description ?? ''
  return about.slice(about.indexOf('{accounts'))
}

type Told = { isError: boolean; text: string }

const calling =
  (agent: Client) =>
  async (name: string, given: Record<string, unknown> = {}): Promise<Told> => {
    const { content, isError = false } = await agent.callTool({ name, arguments: given })
    const [{ text } = { text: '' }] = content as { text: string }[]
    return { isError: isError === true, text }
  }

/** @returns what calls a tool that must work, and what calls one that must be refused */
async function agentOf(t: Test, { url, client }: Emulator) {
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  const server = createServer({
    version,
    client,
    wordError: (error) => errorWords(error, { url, origins: [] }),
  })
  const agent = newClient()
  await Promise.all([server.connect(ours), agent.connect(theirs)])
  t.teardown(() => agent.close())
  const call = calling(agent)
  return {
    agent,
    // biome-ignore lint/suspicious/noExplicitAny: answers are what the tests are about.
    async tool(name: string, given?: Record<string, unknown>): Promise<any> {
      const { isError, text } = await call(name, given)
      t.notOk(isError, isError ? text : `${name} works`)
      return JSON.parse(text)
    },
    async refused(name: string, given?: Record<string, unknown>): Promise<string> {
      const { isError, text } = await call(name, given)
      t.ok(isError, `${name} is refused`)
      return text
    },
  }
}

const emulator = await start({ now: '2026-01-01T00:00:00Z' })
t.teardown(() => emulator.close())

t.test('each tool says what it does and takes, in one piece', async (t) => {
  const { agent } = await agentOf(t, emulator)
  const { tools } = await agent.listTools()
  t.strictSame(tools.map(({ name }) => name).sort(), [
    ...['add_fault', 'add_scenario', 'advance_clock', 'explain_request', 'list_requests'],
    ...['list_tasks', 'load_fixture', 'remove_faults', 'remove_scenarios', 'restore_snapshot'],
    ...['save_snapshot', 'set_clock', 'show_account', 'show_timeline'],
  ])
  for (const { name, title, description = '', inputSchema, annotations } of tools) {
    t.match(
      { title, annotations },
      { title: /^[A-Z]/, annotations: { openWorldHint: false } },
      name,
    )
    t.match(description, /^[A-Z].{20,}/, name)
    t.equal(inputSchema.type, 'object', name)
    t.notMatch(JSON.stringify(inputSchema), /\$ref|\$defs/, `${name} has no references`)
    for (const [field, schema] of Object.entries(inputSchema.properties ?? {})) {
      t.match(schema, { description: /\w{3}/ }, `${name}: ${field}`)
    }
  }
  t.ok(JSON.stringify(tools).length < 32_000, 'an agent has room for them')
})

t.test('an agent plays a whole story', async (t) => {
  const { agent, tool } = await agentOf(t, emulator)
  t.match(await tool('load_fixture', { fixture: await exampleFixture(agent) }), { tasks: 1 })
  t.match(await tool('set_clock', { mode: 'frozen' }), { mode: 'frozen' })
  t.match(await tool('save_snapshot', { name: 'before' }), { name: 'before', tasks: 1 })

  await tool('add_scenario', {
    scenario: 'name: at 63\nthen: { fail: [{ at: MIGRATE_LINUX_FILE, percent: 63 }] }',
  })
  const failed = { task: 'move-web-1', state: 'MIGRATE_FAIL' }
  t.match(await tool('advance_clock', { until: failed }), { stopped: 'condition' })
  const { tasks } = await tool('list_tasks', { state: 'MIGRATE_FAIL' })
  t.match(tasks, [{ name: 'move-web-1', state: 'MIGRATE_FAIL' }])
  const { past } = await tool('show_timeline', { task: 'move-web-1' })
  t.match(
    past.find(({ type }: { type: string }) => type === 'subtask.failed'),
    { data: { name: 'MIGRATE_LINUX_FILE' } },
  )

  const { headers } = await emulator.client.login(emulator.credentials)
  const answer = await fetch(`${emulator.endpoints.sms}/v3/tasks/${tasks[0].id}/action`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ operation: 'stop' }),
  })
  t.equal(answer.status, 400)
  const { requests } = await tool('list_requests', { status: '4xx' })
  t.match(requests, [{ operation: 'UpdateTaskStatus', explanation: {} }])
  t.notMatch(JSON.stringify(requests), headers['X-Auth-Token'], 'secrets are hidden')
  const request_id = answer.headers.get('x-request-id')
  const { causes } = await tool('explain_request', { request_id })
  t.match(causes.join(' '), /MIGRATE_FAIL/)

  t.match(await tool('remove_scenarios'), { scenarios: [] })
  await tool('restore_snapshot', { name: 'before' })
  t.match(await tool('list_tasks'), { tasks: [{ state: 'RUNNING' }] })
  t.match(await tool('advance_clock', { by: '10m' }), { stopped: 'duration' })
})

t.test('an agent breaks HTTP calls, and mends them', async (t) => {
  const { tool } = await agentOf(t, emulator)
  const fault = { match: { operation: 'ListServers' }, effect: { status: 503 }, times: 2 }
  const { faults } = await tool('add_fault', { fault })
  t.match(faults, [{ effect: { status: 503 }, left: 2 }])
  t.match(await tool('show_account'), { endpoints: { sms: emulator.url }, faults, left: 2 })
  t.match(await tool('remove_faults', { id: faults[0].id }), { left: 0 })
})

t.test('a tool acts on the account that it is given', async (t) => {
  await using other = await emulator.account()
  const { tool, refused } = await agentOf(t, emulator)
  await tool('set_clock', { account: other.name, pace: 60 })
  t.match(await tool('set_clock', { account: other.name }), { pace: 60 })
  t.match(await tool('set_clock'), { pace: 1 })
  t.match(await refused('list_tasks', { account: 'nobody' }), /^EMULATOR\.0404: .*nobody/)
})

t.test('what is refused is told as the control API tells it, with every place', async (t) => {
  const { agent, refused } = await agentOf(t, emulator)
  t.match(await refused('show_timeline', { task: 'no-such' }), /^EMULATOR\.0404: .*no-such/)
  t.match(await refused('show_timeline'), /^task: missing; give /)
  t.match(await refused('advance_clock', { by: '10' }), /^by: "10" has no unit; give 10m/)
  t.match(await refused('advance_clock'), /^the arguments: give one of by, until or events/)
  t.match(await refused('set_clock', { frozen: true }), /frozen/)
  t.match(
    await refused('add_scenario', { scenario: 'name: x\nthen: { fail: { at: NO_SUCH } }' }),
    /^EMULATOR\.0422: .*\n- then\.fail.*NO_SUCH/,
  )
  t.match(
    await refused('advance_clock', { until: { task: 'move-web-1', state: 'ABORT' } }),
    /^move-web-1 did not reach state ABORT: it is /,
  )
  await t.rejects(agent.callTool({ name: 'tasks' }), /there is no tool "tasks"; use one of /)
})

t.test('the command serves over standard input and output until the input ends', async (t) => {
  const gone = await start()
  await gone.close()
  for (const { url } of [emulator, gone]) {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [program, 'mcp', '--url', url],
    })
    const agent = newClient()
    await agent.connect(transport)
    t.strictSame(agent.getServerVersion()?.version, version)
    const { isError, text } = await calling(agent)('list_tasks', { limit: 1 })
    if (url === gone.url) t.match({ isError, text }, { isError: true, text: /No emulator answers/ })
    else t.match(JSON.parse(text), { tasks: [{ name: 'move-web-1' }] })
    const ended = new Promise<void>((resolve) => {
      agent.onclose = resolve
    })
    await agent.close()
    await ended
  }
})
