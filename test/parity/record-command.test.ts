import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { commandWith } from '../cli/tool.ts'
import { environment } from '../crash/child.ts'
import { needs_signals } from '../platform.ts'
import { program } from '../program.ts'

/** `sms-emulator record`, as a person starts and stops it. What is passed on is in recorder.test.ts. */

const keys = {
  HUAWEICLOUD_SDK_AK: 'HPUA7QX2M4K9TZ0B3CDE',
  HUAWEICLOUD_SDK_SK: 'w4Xk9TzQ0B3CdEfGh7mN',
}

async function started(file: string, ...options: string[]) {
  const args = ['record', '--region', 'ap-southeast-3', '-o', file, ...options]
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...environment, ...keys },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const told: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => told.push(text))
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => told.push(line))
  const ended = once(child, 'close')
  const [first = ''] = (await once(lines, 'line')) as string[]
  return {
    first,
    told,
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = await ended
      return code as number | null
    },
  }
}

t.test(
  'it says where to call, refuses changes, and ends when it is told to',
  needs_signals,
  async (t) => {
    const folder = t.testdir({})
    const file = join(folder, 'run.har')
    const { first, told, stop } = await started(file, '--json')
    const { endpoints, access_key, ...rest } = JSON.parse(first)
    t.equal(new URL(endpoints.sms).pathname, `/${access_key}/sms`)
    t.strictSame(rest, { signs: true, allow_writes: false, file })
    t.match(endpoints.sms, /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/sms$/)
    t.equal(endpoints.iam, endpoints.sms.replace(/sms$/, 'iam'))
    const answer = await fetch(`${endpoints.sms}/v3/tasks`, { method: 'POST', body: '{}' })
    t.equal(answer.status, 403)
    t.match(await answer.json(), { error_code: 'RECORD.0403', error_msg: /--allow-writes/ })
    t.strictSame(readdirSync(folder), ['run.har.unfinished'])
    t.equal(await stop(), 1)
    t.strictSame(JSON.parse(told.at(-1) ?? ''), { file: null, written: 0, refused: 1, left_out: 0 })
    t.strictSame(readdirSync(folder), [])
    for (const key of Object.values(keys)) t.notMatch(told.join('\n'), key)
  },
)

t.test('a person reads how to point an SDK at it, and never a key', needs_signals, async (t) => {
  const folder = t.testdir({})
  const { told, stop } = await started(join(folder, 'run.har'), '--allow-writes')
  t.equal(await stop(), 1)
  const text = told.join('\n')
  t.match(text, /^recording SMS and IAM of ap-southeast-3 into .*run\.har until Ctrl-C\n/)
  t.match(text, /\nchanges {2}passed on \(--allow-writes\)\n/)
  t.match(text, /\n {2}export HUAWEICLOUD_SDK_REGION_SMS_AP_SOUTHEAST_3=http:\/\/127\.0\.0\.1:/)
  t.match(text, /run\.har is not written: no call was passed on, refused 0, left out 0$/)
  for (const key of Object.values(keys)) t.notMatch(text, key)
})

t.test('what it needs is told in one sentence, with exit 2', async (t) => {
  const command = commandWith({})
  const cases: [args: string[], message: RegExp][] = [
    [
      [],
      /^sms-emulator: record needs --region: sms-emulator record --region ap-southeast-3 -o run\.har/,
    ],
    [['--region', 'ap-southeast-3'], /record needs --output: /],
    [['--region', 'evil.com', '-o', 'run.har'], /"evil\.com" is not the name of a region/],
    [['--region', 'ap-southeast-3', '-o', '/'], /\/ cannot be written: it is a folder\.$/],
    [['--region', 'ap-southeast-3', '-o', 'x', '--port', '7e4'], /--port "7e4" is not a number/],
    [['--region', 'ap-southeast-3', '-o', 'x', '--port', '70000'], /--port 70000 is not a port/],
    [['--region', 'ap-southeast-3', '-o', 'x', '--host', '0.0.0.0'], /record has no option --host/],
    [
      ['--region', 'ap-southeast-3', '-o', 'x', '--upstream', 'x'],
      /record has no option --upstream/,
    ],
  ]
  for (const [args, message] of cases) {
    const { exit, stderr } = await command('record', ...args)
    t.equal(exit, 2)
    t.match(stderr.trim(), message)
    t.equal(stderr.trim().split('\n').length, 1)
  }
})
