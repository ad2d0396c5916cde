import type { AccountOptions } from '../../client/types.ts'
import { NewAccount } from '../../schemas/control/accounts.ts'
import { frozenAdvice } from '../clock-line.ts'
import type { Context } from '../context.ts'
import { numberOf, textOf, validated, withoutUndefined } from '../usage.ts'

/** `sms-emulator accounts`: one for each test worker. */

export async function listAccounts({ client, out }: Context): Promise<void> {
  const answer = await client.accounts.list()
  out.show(answer, () => [
    ...out.table(
      ['name', 'id', 'projects'],
      answer.accounts.map(({ name, id, projects }) => [name, id, projects.join(', ')]),
      'no accounts',
    ),
    ...answer.accounts.flatMap(({ name, halted }) =>
      halted === undefined ? [] : ['', `The clock of ${name} was stopped: ${halted}`],
    ),
  ])
}

export async function createAccount({ client, out, options, args }: Context): Promise<void> {
  const clock = withoutUndefined({
    mode: textOf(options, 'clock'),
    now: textOf(options, 'now'),
    pace: numberOf(options, 'pace'),
  })
  const account = withoutUndefined<unknown>({
    name: args[0],
    clock: Object.keys(clock).length > 0 ? clock : undefined,
    projects: textOf(options, 'projects')?.split(',').filter(Boolean),
  })
  const answer = await client.accounts.create(validated(NewAccount, account) as AccountOptions)
  const { projects, ...rest } = answer
  const isFrozen = textOf(options, 'clock') === 'frozen'
  out.show(answer, () => [
    ...out.fields({
      ...rest,
      ...Object.fromEntries(projects.map(({ name, id }) => [`project ${name}`, id])),
    }),
    ...(isFrozen ? [`frozen: ${frozenAdvice(answer.account)}`] : []),
  ])
}

export async function deleteAccount({ client, out, args }: Context): Promise<void> {
  const answer = await client.accounts.delete(args[0] ?? '')
  out.show(answer, () => `deleted: ${answer.deleted}`)
}
