import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { lateReader } from '../scripts/late.ts'

/** The texts of files below a folder, with their schemas late. */
function late(t: Test, files: Record<string, string>): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const read = lateReader(folder)
  return (name) =>
    (read(join(folder, name)) ?? 'as it is').replace(/^const late = \(.*? \} \}; /, '')
}

const schemas = {
  'schemas/id.ts': `import { z } from 'zod'
export const text = (max = 255) => z.string().max(max)
export const Id = text(36)
`,
  'schemas/task.ts': `import { z } from 'zod'
import { Id, text } from './id.ts'
export const limit = 5
export const Task = z.object({ id: Id, name: text() })
export type Task = z.infer<typeof Task>
const shared = { Id }
export const Tasks = z.array(z.object(shared)).max(limit)
export const first = (tasks: Task[]): Task => Task.parse(tasks[0])
`,
}

t.test('a schema is made when it is asked for; functions, values and types stay', async (t) => {
  const read = late(t, schemas)
  t.equal(
    read('schemas/id.ts'),
    `import * as z from 'zod'
export const text = (max = 255) => z.string().max(max)
export const Id = late(() => (text(36)))
`,
  )
  t.equal(
    read('schemas/task.ts'),
    `import * as z from 'zod'
import { Id, text } from './id.ts'
export const limit = 5
export const Task = late(() => (z.object({ id: Id(), name: text() })))
export type Task = z.infer<typeof Task>
const shared = late(() => ({ Id: Id() }))
export const Tasks = late(() => (z.array(z.object(shared())).max(limit)))
export const first = (tasks: Task[]): Task => Task().parse(tasks[0])
`,
  )
})

t.test('schemas that are imported as a whole are refused', async (t) => {
  const read = late(t, {
    ...schemas,
    'http/tasks.ts':
      "import * as schemas from '../schemas/task.ts'\nexport const one = schemas.Task\n",
  })
  t.throws(() => read('http/tasks.ts'), { message: /tasks\.ts:1: schemas are imported by name/ })
})

t.test('a route is registered without its schemas', async (t) => {
  const read = late(t, {
    ...schemas,
    'http/tasks.ts': `import { z } from 'zod'
import { Task as One } from '../schemas/task.ts'
const tags = ['Tasks']
const body = z.string()
export const routes = async (app) => {
  app.route({ schema: { operationId: 'x', tags, body, response: { 200: One, 204: z.null() } } })
}
`,
  })
  t.equal(
    read('http/tasks.ts'),
    `import * as z from 'zod'
import { Task as One } from '../schemas/task.ts'
const tags = ['Tasks']
const body = late(() => (z.string()))
export const routes = async (app) => {
  app.route({ schema: { operationId: 'x', tags, get body() { return body() }, get response() { return ({ 200: One(), 204: z.null() }) } } })
}
`,
  )
})

t.test('elsewhere only what is imported is asked for', async (t) => {
  const read = late(t, {
    ...schemas,
    'domain/names.ts': `import { Task } from '../schemas/task.ts'
const names = new Set(Object.keys(Task.shape))
export const has = ({ Task: name }) => names.has(name) || { Task }
`,
  })
  t.equal(
    read('domain/names.ts'),
    `import { Task } from '../schemas/task.ts'
const names = new Set(Object.keys(Task().shape))
export const has = ({ Task: name }) => names.has(name) || { Task: Task() }
`,
  )
})

t.test('where nothing is late, the text stays as it is', async (t) => {
  const read = late(t, {
    ...schemas,
    'domain/types.ts':
      "import type { Task } from '../schemas/task.ts'\nexport type Id = Task['id']\n",
  })
  t.equal(read('domain/types.ts'), 'as it is')
})

t.test('a library is loaded when something of it is used', async (t) => {
  const read = late(t, {
    'cli/lines.ts': `import Yaml, {
  type Document,
  LineCounter,
} from 'yaml'
export const lines = (): Document => new LineCounter()
export const yaml = () => new Yaml({ LineCounter })
`,
  })
  t.equal(
    read('cli/lines.ts'),
    `const late0 = late(() => require('yaml')); 



export const lines = (): Document => new (late0().LineCounter)()
export const yaml = () => new (late0())({ LineCounter: late0().LineCounter })
`,
  )
})

t.test('a call of a library that begins a line does not go on with the line before', async (t) => {
  const read = late(t, {
    'formats/places.ts': `import { visit } from 'yaml'
export function find(place) {
  let begin = place
  visit(place, (node) => (begin = node))
  return begin
}
`,
  })
  t.match(read('formats/places.ts'), '\n  let begin = place\n  late0().visit(place, (node)')
})

t.test('what is not certain is refused with its place', async (t) => {
  const read = late(t, {
    ...schemas,
    'domain/shadow.ts': `import { Task } from '../schemas/task.ts'
export const idOf = (Task) => Task.id
`,
    'domain/again.ts': `import { Task } from '../schemas/task.ts'
export { Task }
`,
    'http/spread.ts': `import { Task } from '../schemas/task.ts'
app.route({ schema: { ...Task.shape } })
`,
  })
  t.throws(() => read('domain/shadow.ts'), { message: /shadow\.ts:2: Task is the name/ })
  t.throws(() => read('domain/again.ts'), { message: /again\.ts:2: a schema is exported where/ })
  t.throws(() => read('http/spread.ts'), { message: /spread\.ts:2: a part of a schema has a name/ })
})
