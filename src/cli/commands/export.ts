import { writeFileSync } from 'node:fs'
import type { Context } from '../context.ts'
import { textOf } from '../usage.ts'

/** `sms-emulator export`: the account as a fixture. */
export async function exportFixture(context: Context): Promise<void> {
  await writeFixture(context, await context.client.fixtures.export())
}

/** To the file of `--output`, YAML if its name says so, or to the standard output as JSON. */
export async function writeFixture({ out, options }: Context, fixture: unknown): Promise<void> {
  const file = textOf(options, 'output')
  if (file === undefined) {
    out.value(fixture)
    return
  }
  const isYaml = /\.ya?ml$/.test(file)
  const text = isYaml ? (await import('yaml')).stringify(fixture) : JSON.stringify(fixture, null, 2)
  writeFileSync(file, text.endsWith('\n') ? text : `${text}\n`)
  out.show({ file }, () => `written to ${file}`)
}
