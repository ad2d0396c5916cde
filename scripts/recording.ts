import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Fixture, TaskOverview } from '../src/client/types.ts'
import { start } from '../src/index.ts'

/**
 * The picture of the README: a client that polls a task, beside the sub-tasks that `tasks --watch` shows.
 * It is recorded from an emulator whose clock is moved half a minute of work at a time, so it is the same
 * at every run: `node --import tsx scripts/recording.ts` writes it, a test compares it.
 */

export const picture_file = 'docs/pictures/tasks-watch.svg'

const step = 'PT30S'
const seconds_per_frame = 0.4
/** How long the last picture is shown, in frames. */
const rest = 8

const [width, height, line_height] = [1000, 292, 20]
const lines_shown = 11

/** What a client polls, with its answers as lines, and what the emulator's own overview shows at the same moment. */
type Frame = { client: string[]; task: TaskOverview }

/** Migrates the server of a recipe, and looks at it every half minute of work. */
async function recordFrames(): Promise<Frame[]> {
  await using emulator = await start({ now: '2026-01-01T00:00:00Z', auth: 'off' })
  await emulator.client.fixtures.load({
    accounts: [{ name: 'emulator', sources: [source], tasks }],
  })
  const frames: Frame[] = []
  const client = ['$ node migrate.mjs web-1']
  for (;;) {
    const [task] = (await emulator.client.tasks()).tasks
    if (!task) throw new Error('The recording has lost its task.')
    const response = await fetch(`${emulator.endpoints.sms}/v3/tasks/${task.id}`)
    const { state, subtask_info } = (await response.json()) as Record<string, string | null>
    client.push(`GET /v3/tasks/…  ${state}  ${subtask_info ?? ''}`)
    frames.push({ client: client.slice(-lines_shown), task })
    if (task.state === 'MIGRATE_SUCCESS') return frames
    await emulator.client.clock.advance({ by: step })
  }
}

type FixtureAccount = Fixture['accounts'][number]

const source = {
  name: 'web-1',
  ip: '192.168.0.10',
  os_type: 'LINUX',
  os_version: 'CENTOS_7_6_64BIT',
  agent_version: '25.6.0',
  boot_loader: 'GRUB',
  firmware: 'BIOS',
  has_rsync: true,
  paravirtualization: true,
  cpu_quantity: 2,
  memory: 4294967296,
  networks: [{ name: 'eth0', ip: '192.168.0.10', mac: 'fa:16:3e:00:00:0a' }],
  volume_groups: [],
  disks: [
    {
      name: '/dev/vda',
      partition_style: 'MBR',
      device_use: 'BOOT',
      size: 42949672960,
      physical_volumes: [
        {
          name: '/dev/vda1',
          size: 42948624384,
          used_size: 2854862848,
          file_system: 'ext4',
          mount_point: '/',
        },
      ],
    },
  ],
} satisfies NonNullable<FixtureAccount['sources']>[number]
const tasks: FixtureAccount['tasks'] = [{ source: 'web-1', name: 'move-web-1', steps: ['start'] }]

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const text = (x: number, line: number, words: string, style = ''): string =>
  `<text x="${x}" y="${line * line_height + 44}"${style && ` class="${style}"`}>${escapeText(words)}</text>`

function drawFrame({ client, task }: Frame): string {
  const left = client.map((words, line) => text(16, line, words, line === 0 ? 'b' : ''))
  const right = task.rows.flatMap(({ name, percent }, row) => {
    const y = (row + 2) * line_height + 33
    return [
      text(520, row + 2, name),
      `<rect x="730" y="${y}" width="200" height="12" class="t"/>`,
      `<rect x="730" y="${y}" width="${percent * 2}" height="12" class="${percent === 100 ? 'd' : 'r'}"/>`,
      text(938, row + 2, `${percent} %`),
    ]
  })
  const heading = [
    text(520, 0, '$ sms-emulator tasks --watch', 'b'),
    text(520, 1, `${task.name}  ${task.state}`, 'b'),
  ]
  return [...left, ...heading, ...right].join('')
}

/** @returns an animated SVG, which repeats. */
export async function drawRecording(): Promise<string> {
  const frames = await recordFrames()
  const all = frames.length + rest
  const share = (count: number): string => `${((count / all) * 100).toFixed(3)}%`
  const groups = frames.map((frame, index) => {
    const isLast = index === frames.length - 1
    const delay = (index * seconds_per_frame).toFixed(1)
    return `<g class="f${isLast ? ' l' : ''}" style="animation-delay:${delay}s">${drawFrame(frame)}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>A client polls a migration task while tasks --watch shows its sub-tasks</title>
<style>
text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#d0d7de;white-space:pre}
.b{fill:#fff;font-weight:bold}.t{fill:#30363d}.r{fill:#58a6ff}.d{fill:#3fb950}
.f{visibility:hidden;animation:f ${(all * seconds_per_frame).toFixed(1)}s step-end infinite}
.l{animation-name:l}
@keyframes f{0%{visibility:visible}${share(1)}{visibility:hidden}}
@keyframes l{0%{visibility:visible}${share(rest + 1)}{visibility:hidden}}
@media (prefers-reduced-motion:reduce){.f{animation:none}.l{visibility:visible}}
</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<path d="M500 16V${height - 16}" stroke="#30363d"/>
${groups.join('\n')}
</svg>
`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(dirname(picture_file), { recursive: true })
  writeFileSync(picture_file, await drawRecording())
}
