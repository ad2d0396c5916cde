import { packageRoot } from '../../package.ts'
import type { ScenarioLibrary } from '../../schemas/control/scenario-files.ts'

const folder = new URL('fixtures/scenarios/', packageRoot)

/**
 * The scenario files that come with the emulator, in the order of their names.
 *
 * What reads them is loaded only now: it is a large part of Node.
 */
export async function listScenarioLibrary(): Promise<ScenarioLibrary> {
  const { readdir, readFile } = await import('node:fs/promises')
  const names = (await readdir(folder)).flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? [])
  const files = names.sort().map(async (name) => ({
    name,
    text: await readFile(new URL(`${name}.yaml`, folder), 'utf8'),
  }))
  return { files: await Promise.all(files) }
}
