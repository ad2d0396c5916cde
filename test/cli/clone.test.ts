import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { environment } from '../crash/child.ts'

/** `bin/sms-emulator.cjs`, which `npm start` runs in a clone. */

const clone_bundle = createRequire(join(process.cwd(), '/'))('./scripts/clone-bundle.cjs')

/** Node strips types by itself from 24 on. */
const type_flags = Number(process.versions.node.split('.')[0]) < 24 ? ['--import', 'tsx'] : []

const program = (text: string): string =>
  `const from: string = 'the source: ${text}'\nconsole.log(from)\n`

/** Makes a bundle that says of which program it is. */
const bundler = (more = ''): string => `
import { readFileSync, writeFileSync } from 'node:fs'
export async function bundleProgram(folder: string) {
  const [, text = ''] = /source: (.*)'/.exec(readFileSync('src/cli.ts', 'utf8')) ?? []
  ${more}
  writeFileSync(folder + '/cli.cjs', "console.log('the bundle: " + text + "')")
}
export const keepCompiled = () => {}
`

/** A clone whose program says where it comes from. */
function makeClone(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  // A bundle may still be on its way.
  t.teardown(() => rmSync(folder, { recursive: true, maxRetries: 5 }))
  const place = (file: string): string => join(folder, file)
  const write = (file: string, text: string) => writeFileSync(place(file), text)
  for (const name of ['bin', 'scripts', 'src/http', 'node_modules']) {
    mkdirSync(place(name), { recursive: true })
  }
  for (const file of ['bin/sms-emulator.cjs', 'scripts/clone-bundle.cjs']) {
    cpSync(file, place(file))
  }
  symlinkSync(join(process.cwd(), 'node_modules/tsx'), place('node_modules/tsx'), 'junction')
  write('package.json', '{"type": "module"}')
  write('package-lock.json', '{}')
  write('scripts/bundle.ts', bundler())
  write('src/cli.ts', program('one'))
  write('src/http/app.ts', '')
  const run = (...args: string[]): string => {
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
      timeout: 30_000,
    })
    return stdout + stderr
  }
  return {
    place,
    write,
    /** What a command says that makes no bundle. */
    says: () => run(place('bin/sms-emulator.cjs'), 'info').trimEnd(),
    start: (...options: string[]) =>
      run(...options, place('bin/sms-emulator.cjs'), 'start').trimEnd(),
    makeBundle: () => run(...type_flags, place('scripts/clone-bundle.cjs')),
    bundleFolder: (): string => clone_bundle.bundleFolder(folder),
    bundles: () => (existsSync(place('.build')) ? readdirSync(place('.build/clone')) : []),
  }
}

t.test('the command of a clone runs its source while there is no bundle', async (t) => {
  const { says, bundles } = makeClone(t)
  t.equal(says(), 'the source: one')
  t.equal(says(), 'the source: one')
  t.strictSame(bundles(), [], 'only a start makes one')
})

t.test('a start in a clone makes the bundle of its source for later ones', async (t) => {
  const { start, says } = makeClone(t)
  t.equal(start(), 'the source: one')
  const until = Date.now() + 30_000
  let said = ''
  while (said !== 'the bundle: one' && Date.now() < until) said = says()
  t.equal(said, 'the bundle: one')
})

t.test('a start in a clone goes on where no process can be started for the bundle', async (t) => {
  const { start, place, write } = makeClone(t)
  write('no-processes.cjs', "process.execPath = '/nowhere/node'\n")
  t.equal(start('--require', place('no-processes.cjs')), 'the source: one')
})

t.test('the command of a clone never runs a bundle of anything but what is there', async (t) => {
  const { place, write, says, makeBundle, bundleFolder } = makeClone(t)
  makeBundle()
  t.equal(says(), 'the bundle: one')

  const { atime, mtime } = statSync(place('src/cli.ts'))
  write('src/cli.ts', program('two'))
  utimesSync(place('src/cli.ts'), atime, mtime)
  t.equal(says(), 'the source: two', 'as long and as old as before, as from an older revision')
  makeBundle()
  t.equal(says(), 'the bundle: two')
  write('src/cli.ts', program('one'))
  t.equal(says(), 'the bundle: one', 'back again')

  const changes: [what: string, change: () => void, back: () => void][] = [
    ['a new file', () => write('src/http/new.ts', ''), () => rmSync(place('src/http/new.ts'))],
    ['a deleted file', () => rmSync(place('src/http/app.ts')), () => write('src/http/app.ts', '')],
    [
      'a renamed file',
      () => renameSync(place('src/http/app.ts'), place('src/http/apps.ts')),
      () => renameSync(place('src/http/apps.ts'), place('src/http/app.ts')),
    ],
    [
      'how it is bundled',
      () => write('scripts/late.ts', ''),
      () => rmSync(place('scripts/late.ts')),
    ],
    [
      'another version',
      () => write('package.json', '{"type": "module", "version": "2.0.0"}'),
      () => write('package.json', '{"type": "module"}'),
    ],
    [
      'dependencies that are asked for',
      () => write('package-lock.json', '{ }'),
      () => write('package-lock.json', '{}'),
    ],
    [
      'dependencies that are installed',
      () => write('node_modules/.package-lock.json', '{}'),
      () => rmSync(place('node_modules/.package-lock.json')),
    ],
    [
      'how TypeScript is read',
      () => write('tsconfig.json', '{}'),
      () => rmSync(place('tsconfig.json')),
    ],
  ]
  const made = bundleFolder()
  for (const [what, change, back] of changes) {
    change()
    t.not(bundleFolder(), made, what)
    back()
    t.equal(bundleFolder(), made, `${what}, taken back`)
  }
})

t.test('a bundle is not kept when a source has changed while it was made', async (t) => {
  const { write, makeBundle, bundles } = makeClone(t)
  write('scripts/bundle.ts', bundler("writeFileSync('src/http/app.ts', 'changed')"))
  makeBundle()
  t.strictSame(bundles(), [])
})

t.test('a clone whose bundle cannot be made goes on running its source', async (t) => {
  const { write, says, makeBundle, bundles } = makeClone(t)
  write('scripts/bundle.ts', bundler("throw new Error('two schemas of one name')"))
  t.match(makeBundle(), /two schemas of one name/)
  t.strictSame(bundles(), [])
  t.equal(says(), 'the source: one')
})

t.test(
  'a bundle that another process makes is not made twice, unless that one has died',
  async (t) => {
    const { place, makeBundle, bundles } = makeClone(t)
    makeBundle()
    const [name = ''] = bundles()
    const making = place(`.build/clone/${name}.making`)
    renameSync(place(`.build/clone/${name}`), making)
    makeBundle()
    t.strictSame(bundles(), [`${name}.making`])
    const earlier = Date.now() / 1000 - 3600
    utimesSync(making, earlier, earlier)
    makeBundle()
    t.strictSame(bundles(), [name])
  },
)

t.test('a bundle that another process removes meanwhile is no failure', async (t) => {
  const { place, makeBundle, bundleFolder } = makeClone(t)
  mkdirSync(place('.build/clone'), { recursive: true })
  symlinkSync(place('removed'), place('.build/clone/removed'), 'junction')
  t.equal(makeBundle(), '')
  t.ok(existsSync(bundleFolder()))
})

t.test('a clone keeps its ten last bundles', async (t) => {
  const { place, write, says, makeBundle, bundles } = makeClone(t)
  const earlier = Date.now() / 1000 - 3600
  for (let age = 0; age < 12; age++) {
    const path = place(`.build/clone/${'x'.repeat(age + 1)}`)
    mkdirSync(path, { recursive: true })
    utimesSync(path, earlier - age, earlier - age)
  }
  write('src/cli.ts', program('new'))
  makeBundle()
  t.equal(says(), 'the bundle: new')
  t.equal(bundles().length, 10)
  t.ok(bundles().includes('x'.repeat(9)))
  t.notOk(bundles().includes('x'.repeat(10)))
})
