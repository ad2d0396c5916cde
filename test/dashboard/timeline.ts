import assert from 'node:assert/strict'
import { copy, task, test } from './tools.ts'

/** The timeline of a migration: looked at, moved along, broken by clicks. */

test('to advance to a percent is what the command does', async ({ emulator, open }) => {
  await emulator.client.snapshots.save('before')
  await emulator.client.clock.advanceUntil({
    task,
    subtask: copy,
    percent: 63,
    user_op: 'REPLICATE',
  })
  const expected = (await emulator.client.clock.get()).now
  await emulator.client.snapshots.restore('before')
  const dashboard = await open(`migrations/${task}`)
  await dashboard.at(copy, 63, 'Advance to here')
  await dashboard.row(task).getByText(`${copy} 63 %`).waitFor()
  assert.equal((await emulator.client.clock.get()).now, expected)
  assert.equal(await dashboard.now(), expected)
  await dashboard.page
    .getByText(`clock advance --task ${task} --subtask ${copy} --percent 63`)
    .waitFor()
})

test('an address with a moment that is none shows now', async ({ open }) => {
  const dashboard = await open(`migrations/${task}?at=abc`)
  await dashboard.region('What a client sees now').waitFor()
})

test('a look at another moment moves nothing and is in the address', async ({ emulator, open }) => {
  const dashboard = await open(`migrations/${task}`)
  const before = await emulator.client.clock.get()
  const line = dashboard.page.getByRole('slider')
  const box = await line.boundingBox()
  if (!box) throw new Error('no line of now')
  await dashboard.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await dashboard.page.mouse.down()
  await dashboard.page.mouse.move(box.x - 120, box.y + box.height / 2, { steps: 4 })
  await dashboard.page.mouse.up()
  await dashboard.page.getByText(/A look at the past/).waitFor()
  const shown = (await dashboard.region(/^What a client would see at/).textContent()) ?? ''
  const at = Number(new URL(dashboard.page.url()).searchParams.get('at'))
  assert.ok(at < before.now_ms)
  const { as_of } = await emulator.client.timeline(task, { at: new Date(at) })
  assert.ok(shown.includes(`"state": "${(as_of as { state: string }).state}"`))
  assert.deepEqual(await emulator.client.clock.get(), before)
  await dashboard.page.reload()
  await dashboard.page.getByText(/A look at the past/).waitFor()
  await dashboard.button('Back to now').click()
  await dashboard.region('What a client sees now').waitFor()
})

test('a failure added by a click happens there', async ({ emulator, open }) => {
  const dashboard = await open(`migrations/${task}`)
  await dashboard.at(copy, 70, 'Fail here')
  await dashboard.page.getByText('1 scenario ·').waitFor()
  await dashboard.button('Until idle').click()
  await dashboard.becomes('MIGRATE_FAIL')
  assert.match(await dashboard.bar(copy), /70 %/)
  const { scenarios } = await emulator.client.scenarios.list()
  assert.deepEqual(
    scenarios.map(({ name }) => name),
    [`${task} fails at ${copy} 70 percent`],
  )
})

test('the hint of a frozen clock offers to advance', async ({ emulator, open }) => {
  const headers = await emulator.headers()
  const { tasks } = await emulator.client.tasks()
  const id = tasks.find(({ name }) => name === task)?.id
  const dashboard = await open(`migrations/${task}`)
  await dashboard.becomes('RUNNING')
  for (let call = 0; call < 20; call++) await fetch(`${emulator.url}/v3/tasks/${id}`, { headers })
  const elsewhere = await open('coverage')
  await elsewhere.page
    .getByText(/^The clock is frozen and your client gets the same answer/)
    .waitFor()
  await dashboard.page
    .getByText('The clock is frozen and your client has read this task 20 times:')
    .waitFor()
  await dashboard.button('Advance to the next event').click()
  await dashboard.page.getByText('The clock was moved.').waitFor()
  await elsewhere.page.getByText(/^The clock is frozen/).waitFor({ state: 'hidden' })
})
