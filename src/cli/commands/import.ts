import { importedText, importRecording } from '../../parity/import.ts'
import type { Context } from '../context.ts'
import { textOf, writeResult } from '../usage.ts'

/** `sms-emulator import`: a fixture of what a recording shows. */
export async function importFile({ out, args: [recording = ''], options }: Context): Promise<void> {
  const file = textOf(options, 'output')
  const imported = await importRecording(recording)
  const text = importedText(imported, file)
  const { fixture, calls, listed, skipped } = imported
  if (file === undefined) {
    if (out.json) out.value(imported)
    else out.lines(text.trimEnd().split('\n'))
    return
  }
  writeResult(file, text)
  const [{ sources = [], tasks = [] } = {}] = fixture.accounts
  out.show({ file, sources: sources.length, tasks: tasks.length, calls, listed, skipped }, () => [
    `${file}: sources ${sources.length}, tasks ${tasks.length}, calls ${calls}`,
    ...listed.map(({ where, what }) => `${where}: ${what}`),
    ...skipped.map(({ index, reason }) => `entry ${index} is left out: ${reason}`),
  ])
}
