import type { Snapshot } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { moment, type Output } from '../output.ts'
import { textOfFile, withFileName } from '../usage.ts'
import { writeFixture } from './export.ts'

/** `sms-emulator snapshot`: the account at a moment, by name. */

export async function snapshots({ client, out }: Context): Promise<void> {
  const answer = await client.snapshots.list()
  out.show(answer, () => table(answer.snapshots, out))
}

export async function save({ client, out, args: [name = ''] }: Context): Promise<void> {
  show(await client.snapshots.save(name), out)
}

export async function restore({ client, out, args: [name = ''] }: Context): Promise<void> {
  show(await client.snapshots.restore(name), out)
}

export async function drop({ client, out, args: [name = ''] }: Context): Promise<void> {
  const answer = await client.snapshots.drop(name)
  out.show(answer, () => `dropped: ${answer.deleted}`)
}

export async function download(context: Context): Promise<void> {
  const {
    client,
    args: [name = ''],
  } = context
  await writeFixture(context, await client.snapshots.download(name))
}

export async function upload({
  client,
  out,
  args: [name = '', file = ''],
}: Context): Promise<void> {
  show(await withFileName(file, client.snapshots.upload(name, textOfFile(file))), out)
}

const show = (snapshot: Snapshot, out: Output): void =>
  out.show(snapshot, () => table([snapshot], out))

const table = (list: Snapshot[], out: Output): string[] =>
  out.table(
    ['name', 'saved at', 'sources', 'tasks', 'bytes'],
    list.map(({ name, saved_at, sources, tasks, bytes }) => [
      name,
      moment(saved_at),
      sources,
      tasks,
      bytes,
    ]),
    'no snapshots',
  )
