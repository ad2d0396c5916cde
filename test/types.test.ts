import t from 'tap'
import { findName } from '../scripts/types.ts'

t.test('types of the package that name what was imported from another are found', async (t) => {
  const names = new Set(['FastifyInstance', 'z'])
  const found = [
    'type Routes = (app: FastifyInstance) => void',
    'interface App extends FastifyInstance {}',
    'declare class App { readonly all: readonly FastifyInstance[] }',
    'type App = { [name: string]: Promise<FastifyInstance | undefined> }',
  ]
  for (const text of found) t.equal(findName(text, names), 'FastifyInstance', text)
  t.equal(findName('type Id = z.infer<string>', names), 'z')
  const others = [
    'type Place = { x: number; z: number }',
    "type Name = 'FastifyInstance'",
    '/** Not a FastifyInstance. */\ndeclare const z: string',
    'type Other = { a: Fastify; b: y.z }',
  ]
  for (const text of others) t.equal(findName(text, names), undefined, text)
})
