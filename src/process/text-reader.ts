import { isMainThread, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads'
import {
  type ReadText,
  type TextContent,
  type TextKind,
  textKinds,
} from '../domain/history/text-kinds.ts'
import { ApiError, type ErrorDetail, type ErrorName } from '../errors/refusals.ts'
import { addPiece, cutLists, type Piece } from './list-pieces.ts'

/**
 * Reads long texts in a thread of its own, so that others are answered meanwhile (docs/decisions/045-large-files.md).
 *
 * The thread runs this very module: as source, as compiled for the tests, and as the bundle, which is one file.
 */

/** From here on a thread is worth its start. YAML takes some ten times as long as JSON. */
const json_min = 262_144
const yaml_min = 65_536

/** Tells a thread of ours from one of the program that uses the library. */
const mark = 'sms-emulator reads a text'

type Task = { kind: TextKind; text: string }
type Outcome =
  | { content: TextContent }
  | { refusal: { error: ErrorName; params: string[]; details: ErrorDetail[] } }

const task = isMainThread ? undefined : (workerData as { [mark]?: Task } | null)?.[mark]
if (task && parentPort) answerInPieces(parentPort, outcomeOf(task))

/** Sends a piece each time that it is asked: to put a whole content together would hold the other thread up. */
function answerInPieces(port: MessagePort, outcome: Outcome): void {
  const pieces = cutLists(outcome)
  port.on('message', (message: { [mark]?: true } | null) => {
    if (!message?.[mark]) return
    port.postMessage({ [mark]: pieces.shift() ?? null })
  })
}

function outcomeOf({ kind, text }: Task): Outcome {
  try {
    return { content: textKinds[kind](text) }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { error: name, params, details = [] } = error
    return { refusal: { error: name, params, details } }
  }
}

/** A reader of texts. It reads the long ones one after the other: each may take much memory. */
export function textReader(): ReadText {
  let last: Promise<unknown> = Promise.resolve()
  return (kind, text, closing) => {
    const isJson = /^\s*[{[]/.test(text)
    if (text.length < (isJson ? json_min : yaml_min)) return textKinds[kind](text)
    const reading = last.then(() => readInThread({ kind, text }, closing))
    last = reading.catch(() => {})
    return reading
  }
}

async function readInThread(task: Task, closing: AbortSignal): Promise<TextContent> {
  if (closing.aborted) throw new ApiError('stopping')
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { [mark]: task },
  })
  const stop = (): void => {
    worker.terminate()
  }
  closing.addEventListener('abort', stop)
  try {
    const outcome = await putTogether(worker)
    if ('content' in outcome) return outcome.content
    const { error, params, details } = outcome.refusal
    throw new ApiError(error, ...params, details)
  } finally {
    closing.removeEventListener('abort', stop)
    stop()
  }
}

/** Asks for one piece after the other. @throws ApiError 503 when the thread was stopped */
const putTogether = (worker: Worker): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    let outcome: unknown
    const ask = (): void => worker.postMessage({ [mark]: true })
    // What else a program loads into its threads (`--import`) may send messages of its own.
    worker.on('message', (message: { [mark]?: Piece | null } | null) => {
      const piece = message?.[mark]
      if (piece === undefined) return
      if (piece === null) return resolve(outcome as Outcome)
      outcome = addPiece(outcome, piece)
      ask()
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new ApiError('stopping')))
    ask()
  })
