import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * `npm run pack`: builds, then packs what is published, and prints the path of the tarball.
 *
 * The published manifest is ours without what only a clone needs: scripts, development dependencies,
 * and the Node that npm brings to a clone. So the package has no dependency at all (docs/decisions/016-bundle.md).
 *
 *   npm run --silent pack -- [folder]     the tarball's folder, `.build` unless given
 */

type Manifest = { files: string[] } & Record<string, unknown>

const staged = '.build/package'
const command = 'dist/cli.cjs'
/** npm adds these to what `files` names. */
const always = ['README.md', 'LICENSE']
const only_in_a_clone = ['scripts', 'devDependencies', 'optionalDependencies']

function stage(): void {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
  rmSync(staged, { recursive: true, force: true })
  for (const path of globSync([...manifest.files, ...always])) {
    const target = join(staged, path)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(path, target, { recursive: true })
  }
  const published = Object.entries(manifest).filter(([field]) => !only_in_a_clone.includes(field))
  // In a clone the command runs src/ (bin/sms-emulator.cjs).
  const manifestPublished = { ...Object.fromEntries(published), bin: { 'sms-emulator': command } }
  writeFileSync(join(staged, 'package.json'), `${JSON.stringify(manifestPublished, null, 2)}\n`)
}

const [folder = '.build'] = process.argv.slice(2)
execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { stdio: 'inherit' })
stage()
mkdirSync(folder, { recursive: true })
// Windows starts `npm`, which is a script there, only through a shell.
const name = execFileSync('npm', ['pack', '--silent', '--pack-destination', resolve(folder)], {
  cwd: staged,
  encoding: 'utf8',
  shell: process.platform === 'win32',
})
console.log(join(resolve(folder), name.trim()))
