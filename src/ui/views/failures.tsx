import { signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Card, Nothing, Problem, Scrolled, Text, Twice } from '../parts/parts.tsx'
import { failuresOf } from '../state/clock.ts'
import { accountOption, act, notice, useLoaded } from '../state/server.ts'
import { yamlOf } from '../text/yaml.ts'

/** What goes differently: scenarios of migrations, faults of calls; added from the library or written here. */

/** What was added last: names of scenarios and ids of faults. */
const added = signal<ReadonlySet<string>>(new Set())

export function Failures() {
  const scenarios = useLoaded(['deviations'], 'scenarios', (client) => client.scenarios.list())
  const faults = useLoaded(['deviations'], 'faults', (client) => client.faults.list())
  return (
    <main class="page">
      <div class="columns">
        <div>
          <Deviations kind="scenarios" problem={scenarios.problem}>
            {scenarios.value?.scenarios.map(({ name, ...rest }) => (
              <Deviation key={name} name={name} rest={rest} remove={removeScenario} />
            ))}
          </Deviations>
          <Deviations kind="faults" problem={faults.problem}>
            {faults.value?.faults.map(({ id, used, left, ...rest }) => (
              <Deviation
                key={id}
                name={id}
                use={`used ${used}, left ${left ?? 'always'}`}
                rest={rest}
                remove={removeFault}
              />
            ))}
          </Deviations>
        </div>
        <div>
          <Editor />
          <Library />
        </div>
      </div>
    </main>
  )
}

const kinds = {
  scenarios: ['Scenarios', 'Every migration goes well. Add a scenario to have one go wrong.'],
  faults: ['Faults', 'Every call is answered. Add a fault to have one fail.'],
} as const

/** The active ones of a kind, in the order in which they are tried. @param children undefined until they were read. */
function Deviations({
  kind,
  problem,
  children,
}: {
  kind: keyof typeof kinds
  problem: string | null
  children: JSX.Element[] | undefined
}) {
  const [title, none] = kinds[kind]
  const count = children?.length ?? 0
  return (
    <Card
      title={title}
      aside={
        count === 0 ? null : (
          <Twice
            label="Remove all"
            name={`Remove all ${kind}`}
            question={`Remove ${count === 1 ? 'it' : `these ${count}`} for good`}
            onClick={() => void removeAll(kind)}
          />
        )
      }
    >
      <Problem text={problem} />
      {children !== undefined && count === 0 ? <Nothing>{none}</Nothing> : children}
    </Card>
  )
}

function Deviation({
  name,
  use,
  rest,
  remove,
}: {
  name: string
  use?: string
  rest: object
  remove: (name: string) => void
}) {
  const box = useRef<HTMLElement>(null)
  const isNew = added.value.has(name)
  useEffect(() => {
    if (isNew) box.current?.scrollIntoView({ block: 'nearest' })
  }, [isNew])
  return (
    <article ref={box} class={`deviation${isNew ? ' new' : ''}`} aria-label={name}>
      <h3>
        {name} {use === undefined ? null : <span class="faint">{use}</span>}{' '}
        {isNew ? <span class="tag">added</span> : null}
      </h3>
      <button
        type="button"
        class="remove"
        aria-label={`Remove ${name}`}
        onClick={() => remove(name)}
      >
        Remove
      </button>
      <Text>{yamlOf(rest)}</Text>
    </article>
  )
}

const removeScenario = (name: string): void =>
  void act(
    `${name} is removed.`,
    `sms-emulator scenarios clear "${name}"${accountOption()}`,
    (client) => client.scenarios.remove(name),
  )

const removeFault = (id: string): void =>
  void act(`${id} is removed.`, `sms-emulator faults clear ${id}${accountOption()}`, (client) =>
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

/** A command that reads what is written. */
const typedCommand = (command: string): string =>
  `sms-emulator ${command} <<'END'\n${text.value.trimEnd()}\nEND`

/** Adds what a document has, and shows which they are. */
async function addDocument(
  kind: 'scenarios' | 'faults',
  document: string,
  command: string,
): Promise<void> {
  const names = await act('', command, async (client) => {
    const known = await failuresOf(client)
    if (kind === 'faults') await client.faults.add(document)
    else await client.scenarios.add(document)
    return (await failuresOf(client)).filter((name) => !known.includes(name))
  })
  if (names === undefined) return
  added.value = new Set(names)
  const text =
    names.length === 0
      ? 'Scenarios of these names were there, and are replaced.'
      : `Added: ${names.join(', ')}.`
  notice.value = { text, command, isBad: false }
}

/** The text that is written; kept while other views are looked at. */
const text = signal(example)

function Editor() {
  const wrong = useSignal<readonly string[] | null>(null)
  const kind = (): 'scenarios' | 'faults' =>
    /^\s*(- )?effect:|^\s*- match:/m.test(text.value) ? 'faults' : 'scenarios'
  const check = async (): Promise<void> => {
    await act('It was checked.', typedCommand('validate -'), async (client) => {
      const result = await client.validate(text.value)
      wrong.value = result.problems.map(({ line, path, message }) =>
        [line === null ? '' : `line ${line}: `, path === '' ? '' : `${path}: `, message].join(''),
      )
    })
  }
  const add = (): Promise<void> =>
    addDocument(kind(), text.value, typedCommand(`${kind()} add -${accountOption()}`))
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

/** The first sentence of the comment at the head of a file, after the line for editors. */
function aboutOf(text: string): string {
  const head = /^(#.*\n)+/.exec(text)?.[0].replace(/^# yaml-language-server:.*\n/, '') ?? ''
  const about = head.replace(/^# ?/gm, '').replaceAll('\n', ' ').trim()
  return /^.*?\.(?= |$)/.exec(about)?.[0] ?? about
}

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
              <summary>
                <b>{name}</b> {aboutOf(text)}
              </summary>
              <Text>{text}</Text>
            </details>
            <button
              type="button"
              aria-label={`Add ${name}`}
              onClick={() =>
                void addDocument(
                  'scenarios',
                  text,
                  `sms-emulator scenarios add fixtures/scenarios/${name}.yaml${accountOption()}`,
                )
              }
            >
              Add
            </button>
          </div>
        ))}
      </Scrolled>
    </Card>
  )
}
