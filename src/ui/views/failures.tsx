import { signal, useSignal } from '@preact/signals'
import { Card, Nothing, Problem, Scrolled, Text } from '../parts/parts.tsx'
import { accountOption, act, useLoaded } from '../state/server.ts'
import { yamlOf } from '../text/yaml.ts'

/** What goes differently: scenarios of migrations, faults of calls; added from the library or written here. */

export function Failures() {
  const scenarios = useLoaded(['deviations'], 'scenarios', (client) => client.scenarios.list())
  const faults = useLoaded(['deviations'], 'faults', (client) => client.faults.list())
  return (
    <main class="page">
      <div class="columns">
        <div>
          <Card
            title="Scenarios"
            aside={
              <button type="button" onClick={() => void removeAll('scenarios')}>
                Remove all
              </button>
            }
          >
            <Problem text={scenarios.problem} />
            {scenarios.value?.scenarios.length === 0 ? (
              <Nothing>Every migration goes well. Add a scenario to have one go wrong.</Nothing>
            ) : null}
            {scenarios.value?.scenarios.map((scenario) => {
              const { name, ...rest } = scenario
              return (
                <article class="deviation" key={name} aria-label={name}>
                  <h3>{name}</h3>
                  <button
                    type="button"
                    class="remove"
                    aria-label={`Remove ${name}`}
                    onClick={() => void removeScenario(name)}
                  >
                    Remove
                  </button>
                  <Text>{yamlOf(rest)}</Text>
                </article>
              )
            })}
          </Card>
          <Card
            title="Faults"
            aside={
              <button type="button" onClick={() => void removeAll('faults')}>
                Remove all
              </button>
            }
          >
            <Problem text={faults.problem} />
            {faults.value?.faults.length === 0 ? (
              <Nothing>Every call is answered. Add a fault to have one fail.</Nothing>
            ) : null}
            {faults.value?.faults.map((fault) => {
              const { id, used, left, ...rest } = fault
              return (
                <article class="deviation" key={id} aria-label={id}>
                  <h3>
                    {id}{' '}
                    <span class="faint">
                      used {used}, left {left ?? 'always'}
                    </span>
                  </h3>
                  <button
                    type="button"
                    class="remove"
                    aria-label={`Remove ${id}`}
                    onClick={() => void removeFault(id)}
                  >
                    Remove
                  </button>
                  <Text>{yamlOf(rest)}</Text>
                </article>
              )
            })}
          </Card>
        </div>
        <div>
          <Editor />
          <Library />
        </div>
      </div>
    </main>
  )
}

const removeScenario = (name: string): Promise<unknown> =>
  act(`${name} is removed.`, `sms-emulator scenarios clear "${name}"${accountOption()}`, (client) =>
    client.scenarios.remove(name),
  )

const removeFault = (id: string): Promise<unknown> =>
  act(`${id} is removed.`, `sms-emulator faults clear ${id}${accountOption()}`, (client) =>
    client.faults.remove(id),
  )

const removeAll = (kind: 'scenarios' | 'faults'): Promise<unknown> =>
  act<unknown>(
    `All ${kind} are removed.`,
    `sms-emulator ${kind} clear${accountOption()}`,
    (client) => client[kind].remove(),
  )

const example = `name: one partition cannot be copied
match: { source: "lin-*" }
then:
  fail: { at: MIGRATE_LINUX_FILE, percent: 63, code: SMS.0805 }
`

/** The text that is written; kept while other views are looked at. */
const text = signal(example)

function Editor() {
  const wrong = useSignal<readonly string[] | null>(null)
  const kind = (): 'scenarios' | 'faults' =>
    /^\s*(- )?effect:|^\s*- match:/m.test(text.value) ? 'faults' : 'scenarios'
  const check = async (): Promise<void> => {
    await act('It was checked.', 'sms-emulator validate FILE', async (client) => {
      const result = await client.validate(text.value)
      wrong.value = result.problems.map(({ line, path, message }) =>
        [line === null ? '' : `line ${line}: `, path === '' ? '' : `${path}: `, message].join(''),
      )
    })
  }
  const add = (): Promise<unknown> =>
    act(
      `The ${kind()} are added.`,
      `sms-emulator ${kind()} add FILE${accountOption()}`,
      async (client) =>
        kind() === 'faults' ? client.faults.add(text.value) : client.scenarios.add(text.value),
    )
  return (
    <Card title="Write one">
      <textarea
        class="editor"
        aria-label="A scenario or faults, as YAML"
        spellcheck={false}
        rows={9}
        value={text.value}
        onInput={({ currentTarget: { value } }) => {
          text.value = value
          wrong.value = null
        }}
      />
      {wrong.value === null ? null : wrong.value.length === 0 ? (
        <p class="good" role="status">
          It is valid.
        </p>
      ) : (
        <ul class="problem" role="alert">
          {wrong.value.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <p class="actions">
        <button type="button" class="primary" onClick={() => void add()}>
          Add
        </button>
        <button type="button" onClick={() => void check()}>
          Check
        </button>
      </p>
    </Card>
  )
}

const addFile = (name: string, text: string): Promise<unknown> =>
  act(
    `${name} is added.`,
    `sms-emulator scenarios add fixtures/scenarios/${name}.yaml${accountOption()}`,
    (client) => client.scenarios.add(text),
  )

/** The scenario files that come with the emulator. */
function Library() {
  const files = useLoaded([], 'library', (client) => client.scenarios.library())
  const asked = useSignal('')
  const shown = files.value?.files.filter(({ name, text }) =>
    `${name} ${text}`.toLowerCase().includes(asked.value.toLowerCase()),
  )
  return (
    <Card
      title="Library"
      aside={
        <input
          type="search"
          aria-label="Search in the library"
          placeholder="Search"
          value={asked.value}
          onInput={({ currentTarget: { value } }) => {
            asked.value = value
          }}
        />
      }
    >
      <Problem text={files.problem} />
      <Scrolled>
        {shown?.map(({ name, text }) => (
          <div key={name} class="file">
            <details>
              <summary>{name}</summary>
              <Text>{text}</Text>
            </details>
            <button
              type="button"
              aria-label={`Add ${name}`}
              onClick={() => void addFile(name, text)}
            >
              Add
            </button>
          </div>
        ))}
      </Scrolled>
    </Card>
  )
}
