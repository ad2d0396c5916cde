import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { listPages, runPage, startOf } from '../../scripts/page-examples.ts'
import { needs_signals } from '../platform.ts'
import { program } from '../program.ts'
import { makeOwnCommand } from './own-command.ts'

/** The examples of the pages print what the pages say. */

/** Pages that are printed from tables, or that nothing here can run. */
const without_examples = [
  'docs/companions.md',
  'docs/design.md',
  'docs/errors.md',
  'docs/sources.md',
  'docs/states.md',
  'docs/clients/koocli.md',
  'docs/clients/matrix.md',
  'docs/clients/terraform.md',
  'docs/clients/tests.md',
  // What these print is held by `npm test -- integrations`.
  'docs/clients/go-test.md',
  'docs/clients/junit.md',
  'docs/clients/pytest.md',
]

const guides = [
  ...listPages(),
  ...readdirSync('docs/clients').map((name) => `docs/clients/${name}`),
  'docs/recipes/README.md',
]

/** Their commands read what is piped into them, and print while they run: they are processes, as a person starts them. */
const with_processes = ['README.md', 'docs/events.md']

const own = await makeOwnCommand()
t.teardown(own.close)

for (const file of guides) {
  if (without_examples.includes(file)) continue
  const page = readFileSync(file, 'utf8')
  const text = page.replace(/^---\n.*?\n---\n\n/s, '')

  // The README begins with a picture and how to install it; its first example has an output.
  const parts = file === 'README.md' ? 5 : 2
  t.test(`${file} begins with what it is for, and an example with its output`, async (t) => {
    const beginning = text.split(/^## /m).slice(0, parts).join('')
    t.match(text, /^# .+\n\n[A-Z`]/, 'a sentence comes first')
    t.match(beginning, /^```(sh|ts|js|yaml|python|go|java)\b/m, 'an example')
    t.match(beginning, /^```(text|json)\b|^\| measured/m, 'its output')
  })

  if (startOf(page) === undefined) continue
  t.test(`the commands of ${file} print what it says`, needs_signals, async (t) => {
    const command = with_processes.includes(file) ? [process.execPath, program] : [own.path]
    t.equal(await runPage(page, command), page, 'npm run pages writes it')
  })
}
