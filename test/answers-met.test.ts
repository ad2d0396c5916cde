import Fastify from 'fastify'
import t from 'tap'
import { asSampled, isSampled, judgeAnswers, undocumented } from './answers-met.ts'

/** What `npm test` says of the answers that its tests met. */

t.test('a run that met what is recorded has no problem', async (t) => {
  const run = ['ShowTask 200', 'ShowTask 404 SMS.7602', 'ShowTask 200']
  t.strictSame(judgeAnswers(['ShowTask 200', 'ShowTask 404 SMS.7602'], run), {
    problem: undefined,
    note: undefined,
  })
})

t.test(
  'an answer that no test meets any more is a problem, with the commands that help',
  async (t) => {
    const { problem, note } = judgeAnswers(
      ['ShowTask 200', 'ShowTask 404 SMS.7602'],
      ['ShowTask 200'],
    )
    t.match(problem, /met by no test: ShowTask 404 SMS\.7602\. "npm test -- --update-met" and then/)
    t.equal(note, undefined)
  },
)

t.test('the app of a test that samples its cases is told from others', async (t) => {
  const [sampled, other] = [Fastify(), Fastify()]
  await asSampled(sampled, {})
  t.strictSame([isSampled(sampled), isSampled(other)], [true, false])
})

t.test('an answer that is not recorded is noted only', async (t) => {
  const { problem, note } = judgeAnswers([], ['ShowTask 403 SMS.9004'])
  t.equal(problem, undefined)
  t.match(note, /not recorded in .*: ShowTask 403 SMS\.9004\. /)
})

t.test(
  'a status that the document of its operation lacks is found, whatever its code',
  async (t) => {
    const answers = ['ShowTask 200', 'ShowTask 404 SMS.7602', 'ShowTask 418', 'ShowTask 409 SMS.1']
    t.strictSame(undocumented(answers), ['ShowTask 418', 'ShowTask 409 SMS.1'])
  },
)
