import t from 'tap'
import { chanceOf, degradeAnswer, shortLife } from '../../src/domain/deviations/degraded-answers.ts'
import { Degradation } from '../../src/schemas/control/scenarios.ts'

/** Mean answers: each kind alone, and the same for the same seed. */

const answer = {
  count: 2,
  tasks: [
    {
      id: 'one',
      state: 'RUNNING',
      migrate_speed: 50,
      subtask_info: 'SSL_CONFIG-50',
      compress_rate: 1,
      sub_tasks: [{ name: 'SSL_CONFIG', progress: 50, process_trace: 'x', start_date: 1 }],
    },
    { id: 'two', state: 'READY', migrate_speed: 0, subtask_info: null, sub_tasks: [] },
  ],
}

type Answer = typeof answer

/** Sixty answers as a degraded service sends them. */
const sent = (kinds: Degradation[], seed = 's'): Answer[] =>
  Array.from(
    { length: 60 },
    (_, number) =>
      degradeAnswer(answer as never, new Set(kinds), chanceOf(seed, number)) as unknown as Answer,
  )

/** Every path of a value with what stands there, but for the fields that a kind may touch. */
const without = (fields: string[]) => (value: unknown) =>
  JSON.stringify(value, (key, field) => (fields.includes(key) ? undefined : field))

t.test('without a degradation an answer is as it was', async (t) => {
  for (const one of sent([])) t.strictSame(one, answer)
  for (const one of sent(['token'])) t.strictSame(one, answer, 'tokens are not in answers')
})

t.test('nulls: only fields that were seen to be null, now and then', async (t) => {
  const fields = ['progress', 'process_trace', 'migrate_speed', 'start_date']
  const answers = sent(['nulls'])
  const seen = new Set(answers.map(({ tasks }) => tasks[0]?.sub_tasks[0]?.progress))
  t.strictSame(seen, new Set([50, null]))
  for (const one of answers) t.equal(without(fields)(one), without(fields)(answer))
})

t.test('missing: only optional fields are left out', async (t) => {
  const fields = ['subtask_info', 'compress_rate']
  const answers = sent(['missing'])
  t.ok(answers.some(({ tasks }) => tasks[0] && !('subtask_info' in tasks[0])))
  t.ok(answers.some(({ tasks }) => tasks[0] && 'subtask_info' in tasks[0]))
  for (const one of answers) t.equal(without(fields)(one), without(fields)(answer))
})

t.test('order: lists are turned round, with nothing lost', async (t) => {
  const orders = sent(['order']).map(({ tasks }) => tasks.map(({ id }) => id).join(' '))
  t.strictSame(new Set(orders), new Set(['one two', 'two one']))
})

t.test('unknown: a state that no list knows', async (t) => {
  const answers = sent(['unknown'])
  const states = new Set(answers.flatMap(({ tasks }) => tasks.map(({ state }) => state)))
  t.strictSame([...states].sort(), ['CUTOVER_READY', 'READY', 'RUNNING'])
  for (const one of answers) t.equal(without(['state'])(one), without(['state'])(answer))
})

t.test('the same seed gives the same answers, another others', async (t) => {
  const all = Degradation.options
  t.strictSame(sent(all, 'one'), sent(all, 'one'))
  t.notSame(sent(all, 'one'), sent(all, 'two'))
})

t.test('a token that dies early lives for one to sixty minutes', async (t) => {
  const lives = Array.from({ length: 200 }, (_, number) => shortLife('s', `${number}`) / 60_000)
  t.ok(lives.every((minutes) => Number.isInteger(minutes) && minutes >= 1 && minutes <= 60))
  t.ok(new Set(lives).size > 30)
  t.equal(shortLife('s', '7'), shortLife('s', '7'))
})
