import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { billOfMaterials, type DebianPackage } from './sbom.ts'

/**
 * Makes the files of the image. The Dockerfile runs it in a Debian that has the Node of the image.
 *
 *   node --import tsx scripts/image.ts FOLDER
 *
 * - `FOLDER/program`: the package, without what only a developer or another machine needs, and the command;
 * - `FOLDER/node`: what runs it where there is nothing else (docs/decisions/017-image.md): Node, the libraries
 *   that `ldd` names, the SBOM, licenses, and the few files that C's library and Node look for.
 */

const [folder = ''] = process.argv.slice(2)
const program = resolve(folder, 'program')
const root = resolve(folder, 'node')
const app = join(program, 'app')
const addons = join(app, 'dist/better-sqlite3/prebuilds')
const node = '/usr/local/bin/node'
const common_licenses = '/usr/share/common-licenses'

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8' }).trim()

function unpackProgram(): void {
  mkdirSync(app, { recursive: true })
  const tarball = run('npm', 'run', '--silent', 'pack')
  run('tar', '-xzf', tarball, '-C', app, '--strip-components=1')
  const addon = `linux-${process.arch}.node`
  const others = globSync(`${addons}/*`).filter((path) => basename(path) !== addon)
  for (const path of [...others, ...globSync(`${app}/dist/*.{map,d.ts,d.cts}`)]) rmSync(path)
  run('strip', join(addons, addon))
  // npm has built it with the Node of the clone, and what one version has compiled no other one uses.
  run(node, 'scripts/keep-compiled.cjs', join(app, 'dist'))

  // There is no `env` where there is nothing else.
  const cli = join(app, 'dist/cli.cjs')
  writeFileSync(cli, readFileSync(cli, 'utf8').replace(/^#!.*/, `#!${node}`))
  chmodSync(cli, 0o755)
  const bin = join(program, dirname(node))
  mkdirSync(bin, { recursive: true })
  symlinkSync('/app/dist/cli.cjs', join(bin, 'sms-emulator'))
}

/** Copies a file to its own path below the new root. Of a link, what it points at. */
function copy(path: string): void {
  cpSync(path, join(root, path), { recursive: true, dereference: true })
}

/** @returns the paths of all shared objects that the programs load, the loader included */
function librariesOf(...programs: string[]): string[] {
  const lines = run('ldd', ...programs).matchAll(/(\/\S+) \(0x[0-9a-f]+\)$/gm)
  return [...new Set([...lines].map(([, path = '']) => path))].sort()
}

/** @returns the package of Debian that has a file, with its architecture */
function packageOf(file: string): string {
  // /lib is /usr/lib, and Debian lists a file under one of the two.
  const [, name] = /^(\S+): /.exec(run('dpkg-query', '-S', `*${file.replace(/^\/usr/, '')}`)) ?? []
  if (name === undefined) throw new Error(`No package of Debian has ${file}`)
  return name
}

function debianPackages(files: readonly string[]): DebianPackage[] {
  const owners = files.map(packageOf)
  return [...new Set(owners)].map((owner) => {
    const status = run('dpkg-query', '-s', owner)
    const field = (name: string) => new RegExp(`^${name}: (\\S+)`, 'm').exec(status)?.[1]
    const name = field('Package') ?? owner
    return {
      name,
      version: field('Version') ?? '',
      arch: field('Architecture') ?? '',
      source: field('Source') ?? name,
      files: files.filter((_, index) => owners[index] === owner),
    }
  })
}

/** The license of each package, and the texts that they refer to. */
function copyLicenses(packages: readonly DebianPackage[]): void {
  const texts = packages.map(({ name }) => {
    const path = `/usr/share/doc/${name}/copyright`
    copy(path)
    return readFileSync(path, 'utf8')
  })
  const referred = texts
    .join('\n')
    .matchAll(new RegExp(`${common_licenses}/[\\w-]+(\\.\\d+)*`, 'g'))
  for (const path of new Set([...referred].map(([path]) => path))) copy(path)
  cpSync('/usr/local/LICENSE', join(root, 'usr/share/doc/node/LICENSE'))
}

/** Links of Debian, such as /lib to usr/lib: what is copied there later is then in one place. */
function linkFolders(): void {
  for (const path of globSync('/lib*').filter((path) => lstatSync(path).isSymbolicLink())) {
    const target = readlinkSync(path)
    mkdirSync(join(root, target), { recursive: true })
    symlinkSync(target, join(root, path))
  }
}

function makeRoot(): void {
  linkFolders()
  copy(node)
  run('strip', join(root, node))
  const libraries = librariesOf(node, ...globSync(`${addons}/*`))
  for (const path of libraries) copy(path)

  const packages = debianPackages(libraries)
  copyLicenses(packages)
  const sbom = join(root, 'usr/share/sbom/huaweicloud-sms-emulator.cdx.json')
  mkdirSync(dirname(sbom), { recursive: true })
  const text = JSON.stringify(billOfMaterials({ root, app, node, packages }), null, 2)
  writeFileSync(sbom, `${text}\n`)

  // How names of hosts are found, and for scanners of images, what the libraries are of.
  for (const path of ['/etc/nsswitch.conf', '/etc/os-release']) copy(path)
  const users = [
    'root:x:0:0:root:/:/sbin/nologin',
    'sms-emulator:x:65532:65532:sms-emulator:/tmp:/sbin/nologin',
  ]
  writeFileSync(join(root, 'etc/passwd'), `${users.join('\n')}\n`)
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nsms-emulator:x:65532:\n')
  mkdirSync(join(root, 'tmp'))
  chmodSync(join(root, 'tmp'), 0o1777)
}

unpackProgram()
makeRoot()
