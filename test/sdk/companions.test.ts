import { readFileSync } from 'node:fs'
import t from 'tap'
import { keyOf, ticksIn } from './matrix.ts'

/** What of the companions the vendor's SDKs have called, as `npm test -- sdk` has written it down. */

type Document = { paths: Record<string, Record<string, { operationId: string }>> }

t.test('each operation of ECS, VPC, IMS and EVS was called by an SDK of the vendor', async (t) => {
  const { paths }: Document = JSON.parse(readFileSync('openapi/companions.json', 'utf8'))
  const operations = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  const ticks = ticksIn(readFileSync('docs/clients/matrix.md', 'utf8'))
  const called = (name: string) => ticks.has(keyOf({ kind: 'companion', name, client: 'python' }))
  t.ok(operations.length > 30)
  t.strictSame(
    operations.filter((name) => !called(name)),
    [],
    'otherwise: add it to test/sdk/python/companions.py, and run npm test -- sdk --update',
  )
})
