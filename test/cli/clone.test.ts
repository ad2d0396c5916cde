import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { environment } from '../crash/child.ts'

/** `bin/sms-emulator.cjs`, which `npm start` runs in a clone. */

const now = Date.now() / 1000
const [before_the_build, build, later] = [now - 200, now - 100, now - 50] as const

/** A clone whose program says where it comes from. */
function makeClone(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const place = (file: string): string => join(folder, file)
  const date = (file: string, seconds: number) => utimesSync(place(file), seconds, seconds)
  const write = (file: string, text: string, seconds = before_the_build) => {
    writeFileSync(place(file), text)
    date(file, seconds)
  }
  for (const name of ['dist', 'scripts', 'src/http', 'node_modules/tsx']) {
    mkdirSync(place(name), { recursive: true })
  }
  cpSync('bin', place('bin'), { recursive: true })
  rmSync(place('node_modules/tsx'), { recursive: true })
  symlinkSync(join(process.cwd(), 'node_modules/tsx'), place('node_modules/tsx'), 'junction')
  write('package.json', '{"type": "module"}')
  write('package-lock.json', '{}')
  write('scripts/build.ts', '')
  write('src/cli.ts', "const from: string = 'the source'\nconsole.log(from)\n")
  write('src/http/app.ts', '')
  for (const name of ['scripts', 'src', 'src/http']) date(name, before_the_build)
  const says = (): string => {
    const args = [place('bin/sms-emulator.cjs'), 'start']
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      env: environment,
      encoding: 'utf8',
      timeout: 30_000,
    })
    return stdout + stderr
  }
  return { date, place, write, says }
}

t.test('the command of a clone runs its source when nothing was built', async (t) => {
  t.equal(makeClone(t).says(), 'the source\n')
})

t.test('the command of a clone runs what was built until anything changes', async (t) => {
  const { date, place, write, says } = makeClone(t)
  write('dist/cli.cjs', "console.log('what was built')", build)
  t.equal(says(), 'what was built\n')
  for (const file of ['src/http/app.ts', 'scripts/build.ts', 'package-lock.json']) {
    date(file, later)
    t.equal(says(), 'the source\n', file)
    date(file, before_the_build)
    t.equal(says(), 'what was built\n', file)
  }
  rmSync(place('src/http/app.ts'))
  t.equal(says(), 'the source\n', 'a file is gone')
})
