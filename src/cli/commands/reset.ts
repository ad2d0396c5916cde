import type { Context } from '../context.ts'

/** `sms-emulator reset`: the account, or all of them, as after boot. */
export async function reset({ client, out, options }: Context): Promise<void> {
  const answer = await client.reset(options.all === true ? { all: true } : {})
  out.show(answer, () => [
    `put back as after the start: ${answer.reset.join(', ')}`,
    ...(answer.dropped.length > 0 ? [`deleted: ${answer.dropped.join(', ')}`] : []),
  ])
}
