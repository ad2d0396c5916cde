import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { commandWith } from './tool.ts'

/** `sms-emulator validate` of folders. */

const offline = commandWith({})

t.test(
  'validate looks into folders below a folder, and says how many files there were',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'validate-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    for (const part of ['', 'deep/er', '.hidden', 'node_modules/a']) {
      mkdirSync(join(folder, part), { recursive: true })
      writeFileSync(join(folder, part, 'one.yaml'), '{ name: a, then: { noise: 0.1 } }\n')
    }
    const { exit, stdout } = await offline('validate', folder)
    t.equal(exit, 0)
    t.strictSame(stdout.trimEnd().split('\n'), [
      `${join(folder, 'deep/er/one.yaml')}: valid (scenarios)`,
      `${join(folder, 'one.yaml')}: valid (scenarios)`,
      '2 files were checked: all are valid.',
    ])
    writeFileSync(join(folder, 'deep', 'bad.yaml'), '{ name: a, thn: {} }\n')
    const bad = await offline('validate', folder)
    t.match(bad, {
      exit: 1,
      stdout: /^\S+bad\.yaml:1: .*\n3 files were checked: 1 is not valid\.\n$/s,
    })
    t.match(await offline('validate', folder, '--json'), { json: [{ errors: [{}] }, {}, {}] })
  },
)
