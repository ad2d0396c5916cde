import { useSignal } from '@preact/signals'
import { Card, Nothing, Problem, Twice } from '../parts/parts.tsx'
import { undo_name } from '../state/clock.ts'
import { accountOption, act, client, useLoaded } from '../state/server.ts'
import { momentText } from '../text/moments.ts'

/** Snapshots: the account at a moment, saved, brought back, downloaded, deleted. */

export function Snapshots() {
  const read = useLoaded(['snapshots'], 'list', (from) => from.snapshots.list())
  const name = useSignal('')
  // That of undo is the page's own.
  const shown = read.value?.snapshots.filter((snapshot) => snapshot.name !== undo_name)
  const save = (): Promise<unknown> =>
    act(
      `${name.value} is saved.`,
      `sms-emulator snapshot save ${name.value}${accountOption()}`,
      (from) => from.snapshots.save(name.value),
    )
  return (
    <main class="page">
      <Card title="Snapshots">
        <form
          class="actions"
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <input
            aria-label="Name of the snapshot"
            placeholder="name"
            required
            value={name.value}
            onInput={({ currentTarget: { value } }) => {
              name.value = value
            }}
          />
          <button type="submit" class="primary">
            Save the account as it is
          </button>
        </form>
        <Problem text={read.problem} />
        {shown === undefined ? null : shown.length === 0 ? (
          <Nothing>
            No snapshot yet. Save one before you break something: it brings all of the account back,
            its clock included.
          </Nothing>
        ) : (
          <table>
            <thead>
              <tr>
                <th>name</th>
                <th>saved at</th>
                <th class="right">bytes</th>
                <th>
                  <span class="hidden">what can be done</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((snapshot) => (
                <Row
                  key={snapshot.name}
                  name={snapshot.name}
                  savedAt={snapshot.saved_at}
                  bytes={snapshot.bytes}
                />
              ))}
            </tbody>
          </table>
        )}
      </Card>
    </main>
  )
}

function Row({ name, savedAt, bytes }: { name: string; savedAt: string; bytes: number }) {
  const command = (verb: string): string =>
    `sms-emulator snapshot ${verb} ${name}${accountOption()}`
  return (
    <tr>
      <td>
        <b>{name}</b>
      </td>
      <td class="code">{momentText(Date.parse(savedAt))}</td>
      <td class="right">{bytes.toLocaleString('en-US')}</td>
      <td class="actions">
        <Twice
          label="Restore"
          name={`Restore ${name}`}
          question={`Replace the account by ${name}`}
          onClick={() =>
            void act(`The account is as it was in ${name}.`, command('restore'), (from) =>
              from.snapshots.restore(name),
            )
          }
        />
        <button
          type="button"
          aria-label={`Download ${name}`}
          onClick={() =>
            void act(`${name} is downloaded.`, command('download'), () => download(name))
          }
        >
          Download
        </button>
        <Twice
          label="Delete"
          name={`Delete ${name}`}
          question={`Delete ${name} for good`}
          onClick={() =>
            void act(`${name} is deleted.`, command('drop'), (from) => from.snapshots.drop(name))
          }
        />
      </td>
    </tr>
  )
}

/** Through the client, since a link has no control token. */
async function download(name: string): Promise<void> {
  const text = JSON.stringify(await client.peek().snapshots.download(name), null, 2)
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.json`
  link.click()
  URL.revokeObjectURL(url)
}
