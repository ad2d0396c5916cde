import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { configOf, testSettings } from '../../config.ts'
import { attachExamples } from '../../http/documents/examples/attach.ts'
import { recordExamples } from '../../http/documents/examples/record.ts'
import { story } from '../../http/documents/examples/story/story.ts'
import { printedDocument, registerPrinters, surfaceNames } from '../../http/documents/openapi.ts'
import type { Document } from '../../http/documents/openapi-tidy.ts'
import { makeServiceApps } from '../../http/service-apps.ts'
import { version } from '../../package.ts'
import { readObserved } from '../../parity/observed.ts'
import { makeFolder } from '../../process/files.ts'
import { startStoryEmulator } from '../../process/story-emulator.ts'
import { FaultFile } from '../../schemas/control/faults.ts'
import { Fixture } from '../../schemas/control/fixture.ts'
import { ScenarioFile } from '../../schemas/control/scenario-files.ts'
import { reasonOf } from '../../text/failures.ts'
import { counted } from '../../text/numbers.ts'
import type { Context } from '../context.ts'
import { commandPage } from '../pages/command-page.ts'
import { companionsPage } from '../pages/companions-page.ts'
import { coveragePage, errorsPage } from '../pages/error-and-coverage-pages.ts'
import { withScenarioFields } from '../pages/scenario-fields.ts'
import { sourcesPage } from '../pages/sources-page.ts'
import { statesPage } from '../pages/states-page.ts'
import { textOf, UsageRefused } from '../usage.ts'

/** The documents that are printed from the code and committed, by their path. */
export async function printedFiles(): Promise<Record<string, string>> {
  const text = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`
  // Before the documents, which refer to them: in the bundle a schema is made, and known, at its first use.
  const schemas = {
    'schemas/fixture.schema.json': text(schemaOf(Fixture)),
    'schemas/scenario.schema.json': text(schemaOf(ScenarioFile)),
    'schemas/fault.schema.json': text(schemaOf(FaultFile)),
  }
  const apps = makeServiceApps(configOf(testSettings), registerPrinters(version))
  await apps.all()
  const documents = Object.fromEntries(
    await Promise.all(
      surfaceNames.map(async (name) => [
        name,
        printedDocument((await apps.service(name)).app, name),
      ]),
    ),
  )
  await addExamples(documents)
  const files = Object.fromEntries(
    surfaceNames.map((name) => [`openapi/${name}.json`, text(documents[name])]),
  )
  const parsed = (name: string) => JSON.parse(files[`openapi/${name}.json`] ?? '{}')
  return {
    ...files,
    ...schemas,
    'docs/sources.md': sourcesPage(),
    ...(existsSync(scenarios_file) && {
      [scenarios_file]: withScenarioFields(readFileSync(scenarios_file, 'utf8')),
    }),
    'docs/companions.md': companionsPage(parsed('companions')),
    'docs/states.md': statesPage(),
    'docs/command-line.md': commandPage(),
    'docs/errors.md': errorsPage(),
    ...(existsSync(met_file) && {
      'openapi/coverage.md': coveragePage(
        { sms: parsed('sms'), iam: parsed('iam'), control: parsed('control') },
        readFileSync(met_file, 'utf8').split(/\r?\n/),
        readObserved(observed_file).operations,
      ),
    }),
  }
}

/** Plays the story, and puts what was sent and answered into the documents. */
async function addExamples(documents: Record<string, Document>): Promise<void> {
  const emulator = await startStoryEmulator()
  try {
    const examples = await recordExamples(story, documents, emulator.send)
    for (const document of Object.values(documents)) attachExamples(document, examples)
  } finally {
    await emulator.close()
  }
}

/** A guide with printed tables in it; only a clone has it. */
const scenarios_file = 'docs/scenarios.md'

/** What the tests were answered with (test/answers-met.ts); only a clone has it. */
const met_file = 'test/golden/answers-met.txt'

/** What agreed in recordings of the cloud; only a clone has it. */
const observed_file = 'parity/observed.json'

/** The JSON Schema of a file, for editors: what may be written, before defaults. */
const schemaOf = (schema: z.ZodType): unknown =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })

type Written = { file: string; was: 'new' | 'changed' | 'the same' }

/** `sms-emulator openapi`: writes them below a folder. @throws UsageRefused where they cannot be written */
export async function openapi({ out, options }: Context): Promise<void> {
  const folder = textOf(options, 'out')
  // Without one it would replace what a project has under the same names, such as `docs/errors.md`.
  if (!folder) throw new UsageRefused('Give a folder to write to: --out printed.')
  // To print takes a second: a folder that cannot be written to is refused before.
  const [first = ''] = surfaceNames.map((name) => join(folder, `openapi/${name}.json`))
  refuseUnwritable(first, () => makeFolder(dirname(first)))
  const printed = Object.entries(await printedFiles())
  const written = printed.map(([path, text]) => {
    const file = join(folder, path)
    return refuseUnwritable(file, () => writeWhenChanged(file, text))
  })
  out.show(written, () => [
    ...written.map(({ file, was }) => `${file} (${was})`),
    `${counted(written.length, 'file')} below ${folder}; what was in those that changed was replaced`,
  ])
}

/** Does what writes a file. @throws UsageRefused where that is not possible */
function refuseUnwritable<Result>(file: string, write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    throw new UsageRefused(
      `${file} cannot be written: ${reasonOf(error)}. Give a folder with --out that this user may write to.`,
    )
  }
}

function writeWhenChanged(file: string, text: string): Written {
  makeFolder(dirname(file))
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  if (before !== text) writeFileSync(file, text)
  return { file, was: before === undefined ? 'new' : before === text ? 'the same' : 'changed' }
}
