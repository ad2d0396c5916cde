import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { begin, environment, must } from './tools.ts'

/**
 * Images without a container engine: buildah builds a Dockerfile unchanged in a chroot. The base image
 * comes from no registry: debootstrap and npm's `node` package stand in for it, under its name.
 */

type Teardown = { teardown(work: () => unknown): void }

export const tools_needed = ['buildah', 'debootstrap', 'unshare']

/** The bases of the Dockerfile. One image stands in for both. */
const bases = ['node:24-bookworm', 'node:24-bookworm-slim']

/** Where images are kept between runs on one machine; the base takes a minute to make. */
const store = join(tmpdir(), 'sms-emulator-images')

/** The first words of each command to buildah. */
export const storage = [
  ...['--storage-driver', 'vfs', '--root', join(store, 'root'), '--runroot', join(store, 'run')],
]

export const buildah = (...args: string[]): Promise<string> =>
  must('buildah', [...storage, ...args])

/** Makes the stand-in for the base images, unless it is there. */
export async function makeBases(): Promise<void> {
  const made = await Promise.all(
    bases.map((base) => buildah('images', '--quiet', '--filter', `reference=${base}`)),
  )
  if (!made.includes('')) return
  const root = join(store, 'base')
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
  const sources = await must('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI)',
    'Created-By: Packages',
  ])
  const variant = ['--variant=minbase', '--include=binutils']
  await must('debootstrap', [...variant, 'bookworm', root, sources.split('\n')[0] ?? ''])
  for (const path of ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/man']) {
    rmSync(join(root, path), { recursive: true })
  }
  // Debian's small images keep only the licenses, too.
  await must('find', [
    ...[join(root, 'usr/share/doc'), '-type', 'f', '!', '-name', 'copyright', '-delete'],
  ])
  await addNode(root)
  const container = await buildah('from', '--pull-never', 'scratch')
  await buildah('add', '--quiet', container, root, '/')
  await buildah(
    'config',
    '--env',
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    container,
  )
  const [base = '', ...others] = bases
  await buildah('commit', '--quiet', '--rm', container, base)
  for (const other of others) await buildah('tag', base, other)
  rmSync(root, { recursive: true })
}

/** Node from npm, and npm as it is here, with the registry and the authorities that it trusts here. */
async function addNode(root: string): Promise<void> {
  const local = join(root, 'usr/local')
  const release = `node-linux-${process.arch}@24`
  const packed = await must('npm', ['pack', '--silent', '--pack-destination', store, release])
  const tarball = join(store, packed)
  const files = ['package/bin', 'package/LICENSE']
  await must('tar', ['-xzf', tarball, '-C', local, '--strip-components=1', ...files])
  rmSync(tarball)
  // Not `npm root --global`: that is beside the Node that runs npm, which may be one of a clone.
  const npm = join(realpathSync(await must('which', ['npm'])), '../..')
  cpSync(npm, join(local, 'lib/node_modules/npm'), { recursive: true })
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name))
  }
  const authorities = 'etc/ssl/certs/ca-certificates.crt'
  const registry = await must('npm', ['config', 'get', 'registry'])
  mkdirSync(join(local, 'etc'), { recursive: true })
  mkdirSync(join(root, authorities, '..'), { recursive: true })
  if (existsSync(`/${authorities}`)) cpSync(`/${authorities}`, join(root, authorities))
  writeFileSync(join(local, 'etc/npmrc'), `registry=${registry}\ncafile=/${authorities}\n`)
}

/** Builds the Dockerfile as it is. */
export async function build(tag: string, ...options: string[]): Promise<void> {
  const settings = ['--isolation', 'chroot', '--pull-never', '--format', 'docker']
  await buildah('bud', ...settings, '--tag', tag, ...options, '.')
}

/** What an image says about itself. */
export type Image = {
  config: {
    User: string
    Env: string[]
    Entrypoint: string[]
    Cmd: string[]
    Labels: Record<string, string>
    ExposedPorts: Record<string, object>
    Healthcheck: { Test: string[]; Interval: number }
  }
  layers: number
}

export async function inspect(name: string): Promise<Image> {
  const { Docker, OCIv1 } = JSON.parse(await buildah('inspect', '--type', 'image', name))
  return { config: Docker.config, layers: OCIv1.rootfs.diff_ids.length }
}

/** A file system of an image, to be run more than once. @returns its folder */
export async function mount(t: Teardown, name: string): Promise<string> {
  const container = await buildah('from', '--pull-never', name)
  t.teardown(() => buildah('rm', container))
  return buildah('mount', container)
}

export type RunOptions = {
  args?: string[]
  /** Another program in place of the image's, as for `docker exec`. */
  entrypoint?: string[]
  env?: Record<string, string>
  /** Folders of this machine, by their place in the container. */
  volumes?: Record<string, string>
}

/**
 * Runs an image's command as an engine would with `--read-only --tmpfs /tmp`: as the image's user, the
 * first process of its own, on a root that cannot be written.
 */
export async function runContainer(
  t: Teardown,
  root: string,
  { config }: Image,
  { args = config.Cmd, entrypoint = config.Entrypoint, env = {}, volumes = {} }: RunOptions = {},
) {
  // An engine makes these, too.
  for (const place of ['/proc', '/dev', ...Object.keys(volumes)]) {
    mkdirSync(join(root, place), { recursive: true })
  }
  const variables = [
    ...config.Env,
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
  ]
  const script = [
    'set -e',
    'mount --bind "$ROOT" "$ROOT"',
    'mount -o remount,bind,ro "$ROOT"',
    'mount -t proc proc "$ROOT/proc"',
    'mount --rbind /dev "$ROOT/dev"',
    'mount -t tmpfs tmpfs "$ROOT/tmp"',
    ...Object.entries(volumes).map(([place, folder]) => `mount --bind '${folder}' "$ROOT${place}"`),
    'exec env -i "$@"',
  ]
  const { child, log } = begin(
    t,
    'unshare',
    [
      ...['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script.join('\n'), 'sh'],
      ...[...variables, 'chroot', `--userspec=${config.User}`, root, ...entrypoint, ...args],
    ],
    { env: { ...environment, ROOT: root } },
  )
  return {
    log,
    /** The process as this machine sees it, once it is there and as long as it is. */
    pid: () => childOf(child.pid),
    /** Sends a signal, SIGTERM unless another is given, once there is somebody to get it. */
    stop: (signal: NodeJS.Signals = 'SIGTERM'): void => {
      const pid = childOf(child.pid)
      if (pid !== undefined) process.kill(pid, signal)
    },
    ended: once(child, 'exit') as Promise<[code: number | null, signal: string | null]>,
  }
}

function childOf(parent: number | undefined): number | undefined {
  try {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim()
    return children === '' ? undefined : Number(children)
  } catch {
    return undefined
  }
}

/** The last process of a chain of processes, of which each has started the next. */
export function leafOf(pid: number): number {
  const child = childOf(pid)
  return child === undefined ? pid : leafOf(child)
}
