import t from 'tap'
import { diskSizeFor } from '../../src/domain/migration/layout.ts'

/** How large a target's disk is; what a layout leads to is in test/scenarios/layout.test.ts. */

const megabyte = 1_048_576

t.test('a disk has its size, or more if its partitions and their reserve do not fit', async (t) => {
  const volumes = [{ size: 300 * megabyte }, { size: 700 * megabyte }]
  t.equal(diskSizeFor(2000 * megabyte, volumes), 2000 * megabyte)
  t.equal(diskSizeFor(1000 * megabyte, volumes), 1034 * megabyte, 'what GPT keeps')
  t.equal(diskSizeFor(1000 * megabyte, volumes, megabyte), 1001 * megabyte)
  for (const none of [null, undefined, 0]) t.equal(diskSizeFor(none, [], 7), 7)
  const huge = { size: Number.MAX_SAFE_INTEGER }
  t.equal(diskSizeFor(1, [huge, huge]), Number.MAX_SAFE_INTEGER, 'never more than JSON can carry')
})
