import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { ServerOverview, TaskState } from '../../client/types.ts'
import { notice } from '../state/server.ts'
import { groupOf, isStanding } from '../state/states.ts'

/** What several views are made of. */

/** The state of a task: a dot, the word, a color. */
export function StateMark({ state }: { state: TaskState }) {
  return <span class={`state ${groupOf(state)}${isStanding(state) ? ' hollow' : ''}`}>{state}</span>
}

/** The state of a cloud server, and what is done to it. */
export function ServerMark({ server: { status, job } }: { server: ServerOverview }) {
  const group = job ? 'running' : status === 'ACTIVE' ? 'done' : 'ready'
  return (
    <span class={`state ${group}${group === 'ready' ? ' hollow' : ''}`}>
      {status}
      {job ? ` · ${job.what}` : ''}
    </span>
  )
}

/** A box with a heading. @param aside beside the heading. */
export function Card({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ComponentChildren
  children: ComponentChildren
}) {
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span class="grow" />
        {aside}
      </header>
      {children}
    </section>
  )
}

/** Why something could not be read. */
export const Problem = ({ text }: { text: string | null }) =>
  text === null ? null : (
    <p class="problem" role="alert">
      {text}
    </p>
  )

/** What is there instead of rows when there are none. */
export const Nothing = ({ children }: { children: ComponentChildren }) => (
  <p class="nothing">{children}</p>
)

/** A text as it is, in a box that scrolls, by keys, too. */
export const Text = ({ kind = '', children }: { kind?: string; children: ComponentChildren }) => (
  <pre class={kind} tabindex={0}>
    {children}
  </pre>
)

/** A table or a list in a box that scrolls, by keys, too. */
export const Scrolled = ({ children }: { children: ComponentChildren }) => (
  <div class="scroll" tabindex={0}>
    {children}
  </div>
)

/** A text that can be copied whole. */
export const Copyable = ({ title, text }: { title: string; text: string }) => (
  <Card
    title={title}
    aside={
      <button type="button" aria-label={`Copy ${title}`} onClick={() => void copy(text)}>
        Copy
      </button>
    }
  >
    <Text>{text}</Text>
  </Card>
)

/** An id that is copied by a click. @param of whose it is. */
export const Id = ({ of, id }: { of: string; id: string }) => (
  <button
    type="button"
    class="link code"
    title="Copy"
    aria-label={`Copy the id of ${of}: ${id}`}
    onClick={() => void copy(id)}
  >
    {id}
  </button>
)

/** What cannot be taken back is asked for twice. @param question what the second click does. */
export function Twice({
  label,
  name = label,
  question,
  onClick,
}: {
  label: string
  name?: string
  question: string
  onClick: () => void
}) {
  const isAsked = useSignal(false)
  if (!isAsked.value)
    return (
      <button type="button" aria-label={name} onClick={() => (isAsked.value = true)}>
        {label}
      </button>
    )
  return (
    <span class="twice">
      <button
        type="button"
        class="danger"
        onClick={() => {
          isAsked.value = false
          onClick()
        }}
      >
        {question}
      </button>
      <button type="button" onClick={() => (isAsked.value = false)}>
        Cancel
      </button>
    </span>
  )
}

/** Puts a text on the clipboard, which browsers allow on this machine and over HTTPS. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notice.value = { text: 'Copied.', isBad: false }
  } catch {
    notice.value = { text: 'The browser does not allow this page to copy.', isBad: true }
  }
}

/** How long a notice of what went well is shown, in milliseconds. */
const notice_ms = 12_000

/** What was done last, with the command that does the same. */
export function Notice() {
  const shown = notice.value
  useEffect(() => {
    if (shown === null || shown.isBad) return
    const timer = setTimeout(() => {
      if (notice.peek() === shown) notice.value = null
    }, notice_ms)
    return () => clearTimeout(timer)
  }, [shown])
  return (
    <output class={`notice${shown?.isBad ? ' bad' : ''}`} hidden={shown === null}>
      <span>{shown?.text}</span>
      {shown?.command === undefined ? null : (
        <>
          <code>$ {shown.command}</code>
          <button
            type="button"
            aria-label="Copy the command"
            onClick={() => void copy(shown.command ?? '')}
          >
            Copy
          </button>
        </>
      )}
      <button
        type="button"
        class="close"
        aria-label="Close the notice"
        onClick={() => (notice.value = null)}
      >
        ×
      </button>
    </output>
  )
}

/** JSON, with its lines that differ from before marked, for some seconds. @param version goes up with each change, so that the marks of the next one are seen, too. */
export function Json({
  value,
  before,
  version = 0,
}: {
  value: unknown
  before?: unknown
  version?: number
}) {
  const lines = JSON.stringify(value, null, 2)?.split('\n') ?? []
  const known = before === undefined ? null : new Set(JSON.stringify(before, null, 2)?.split('\n'))
  return (
    <Text kind="json">
      {lines.map((line, at) => {
        const isNew = known !== null && !known.has(line)
        return <JsonLine key={isNew ? `${at} ${version}` : at} line={line} isNew={isNew} />
      })}
    </Text>
  )
}

function JsonLine({ line, isNew }: { line: string; isNew: boolean }) {
  const [, space = '', name = '', rest = line] = /^(\s*)("[^"]*": )?(.*)$/.exec(line) ?? []
  const kind = /^-?\d/.test(rest) ? 'number' : /^(true|false|null)/.test(rest) ? 'word' : ''
  const text = (
    <>
      {name === '' ? null : <span class="name">{name}</span>}
      <span class={kind}>{rest}</span>
    </>
  )
  return (
    <>
      {space}
      {isNew ? <mark>{text}</mark> : text}
      {'\n'}
    </>
  )
}
