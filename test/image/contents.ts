import { createHash } from 'node:crypto'
import { globSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Test } from 'tap'
import { programs } from '../examples/asked.ts'
import { buildah, type Image } from './container.ts'
import { folderOf, must } from './tools.ts'

/** What is in the image and what is not, and how large it is. */

/** In bytes: on a machine, and as a registry keeps it. */
const budget = { unpacked: 130e6, compressed: 50e6 }

type Component = {
  name: string
  version?: string
  purl?: string
  hashes?: { content: string }[]
  components?: Component[]
}

const isLibrary = (path: string) => /\.so(\.\d+)*$|\.node$/.test(basename(path))
const isElf = (content: Buffer) => content.subarray(0, 4).toString('latin1') === '\x7fELF'
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** The manifest of the one image in an OCI layout. */
function manifestOf(folder: string) {
  const blob = (digest: string) =>
    JSON.parse(readFileSync(join(folder, 'blobs', digest.replace(':', '/')), 'utf8'))
  const { manifests } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))
  return blob(manifests[0].digest)
}

export type Contents = {
  /** All regular files, by their paths in the image. */
  files: string[]
  read(path: string): Buffer
  /** The image's root on this machine. */
  root: string
}

/** Left behind by the builder, for its own runs. */
const of_the_builder = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf']

export const contentsOf = (root: string): Contents => ({
  files: globSync('**', { cwd: root })
    .filter((path) => lstatSync(join(root, path)).isFile())
    .map((path) => `/${path}`)
    .filter((path) => !of_the_builder.includes(path)),
  read: (path) => readFileSync(join(root, path)),
  root,
})

export function testFiles(t: Test, { files, root }: Contents, image: Image): void {
  t.test(
    'it has Node and the program: no shell, no package manager, nothing else to run',
    async (t) => {
      const path = image.config.Env.find((variable) => variable.startsWith('PATH=')) ?? ''
      const found = path
        .slice('PATH='.length)
        .split(':')
        .flatMap((folder) => globSync('*', { cwd: join(root, folder) }))
      t.strictSame(found.sort(), programs)
      const executables = files.filter((path) => statSync(join(root, path)).mode & 0o111)
      t.strictSame(executables.filter((path) => !isLibrary(path)).sort(), [
        '/app/dist/cli.cjs',
        '/usr/local/bin/node',
      ])
      t.strictSame(readdirSync(join(root, 'app')).sort(), [
        ...['LICENSE', 'README.md', 'cache', 'dist', 'fixtures', 'openapi', 'package.json'],
        ...['parity', 'schemas'],
      ])
      t.ok(readdirSync(join(root, 'app/cache')).length > 0, 'the compiled code of its first run')
    },
  )

  t.test(
    'its user can write to /data and the temporary folder, and to no part of the program',
    async (t) => {
      const { uid, gid } = statSync(join(root, 'data'))
      t.strictSame([uid, gid], [65532, 65532])
      t.equal(statSync(join(root, 'tmp')).mode & 0o7777, 0o1777)
      const own = files.filter((path) => statSync(join(root, path)).uid !== 0)
      t.strictSame(
        own.filter((path) => !path.startsWith('/app/cache/')),
        [],
      )
    },
  )
}

export function testSize(t: Test, { root }: Contents, tag: string): void {
  t.test('its size is within the budget', async (t) => {
    const folder = folderOf(t)
    // As .github/workflows/release.yml publishes it.
    const compression = ['--compression-format', 'gzip', '--compression-level', '9']
    await buildah('push', '--quiet', '--format', 'oci', ...compression, tag, `oci:${folder}`)
    const manifest = manifestOf(folder)
    const compressed = sum(manifest.layers.map(({ size }: { size: number }) => size))
    const unpacked = Number.parseInt(await must('du', ['--summarize', '--bytes', root]), 10)
    const app = Number.parseInt(await must('du', ['--summarize', '--bytes', join(root, 'app')]), 10)
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
    t.comment(
      `the image: ${megabytes(unpacked)}, ${megabytes(app)} of them the program; compressed ${megabytes(compressed)}`,
    )
    t.ok(unpacked <= budget.unpacked, megabytes(unpacked))
    t.ok(compressed <= budget.compressed, megabytes(compressed))
  })
}

export function testBillOfMaterials(t: Test, { files, read }: Contents): void {
  t.test(
    'its SBOM names each binary with its digest, and each library with its package',
    async (t) => {
      const sbom = JSON.parse(read('/usr/share/sbom/huaweicloud-sms-emulator.cdx.json').toString())
      const parts: Component[] = sbom.components
      const digests = new Map(
        parts.flatMap(({ components = [] }) =>
          components.map(({ name, hashes }) => [name, hashes?.[0]?.content] as const),
        ),
      )
      const elf = files.filter((path) => isElf(read(path)) && !path.startsWith('/app/'))
      t.ok(elf.length >= 6, elf.join(' '))
      for (const path of elf) {
        // A library is named by the path that is asked for: /lib is a link to /usr/lib.
        const named = [path, path.replace(/^\/usr/, '')].find((name) => digests.has(name)) ?? path
        const digest = createHash('sha256').update(read(path)).digest('hex')
        t.equal(digests.get(named), digest, path)
      }

      const packages = parts.filter(({ purl }) => purl?.startsWith('pkg:deb/'))
      for (const { name, version, purl } of packages) {
        t.match(version, /^\d+.*\d/, name)
        t.match(purl, /^pkg:deb\/debian\/[^@]+@[^?]+\?arch=\w+&upstream=/)
        t.match(read(`/usr/share/doc/${name}/copyright`).toString(), /licen[cs]e/i, name)
      }
      t.ok(packages.some(({ name }) => name === 'libc6'))

      const named = new Map(parts.map(({ name, version }) => [name, version]))
      const { version } = JSON.parse(read('/app/package.json').toString())
      t.match(sbom.metadata.component, { name: 'huaweicloud-sms-emulator', version })
      for (const name of ['node', 'fastify', 'better-sqlite3', 'zod', '@fastify/swagger-ui']) {
        t.match(named.get(name), /^\d+\.\d+/, name)
      }
      t.notOk(named.has('typescript'), 'what it was built with is not in it')
    },
  )
}

export function testLicenses(t: Test, { files, read }: Contents): void {
  t.test(
    'the licenses of all its parts are inside, with the texts that they refer to',
    async (t) => {
      for (const path of [
        '/app/LICENSE',
        '/app/dist/THIRD-PARTY-LICENSES.txt',
        '/usr/share/doc/node/LICENSE',
      ]) {
        t.ok(read(path).length > 1_000, path)
      }
      const copyrights = files.filter((path) => /^\/usr\/share\/doc\/.*\/copyright$/.test(path))
      t.ok(copyrights.length >= 3)
      for (const path of copyrights) {
        const text = read(path).toString()
        for (const [referred] of text.matchAll(/\/usr\/share\/common-licenses\/[\w-]+(\.\d+)*/g)) {
          t.ok(read(referred).length > 1_000, referred)
        }
      }
    },
  )
}
