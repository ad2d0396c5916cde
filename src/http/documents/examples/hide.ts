import { secret_names } from '../../../domain/hiding/known-names.ts'

/**
 * What an example does not show as it was answered. Everything else follows from the seed and the clock, to the byte.
 */

/** Numbers that are measured, by the field that has them; an example shows another one. */
const measured: Record<string, string> = {
  duration_ms: 'how long the emulator took for a call (the journal)',
  time: 'the same, in an HTTP Archive',
  wait: 'the same, in an HTTP Archive',
}
const measured_in = ['listRequests', 'showRequest', 'followRequests', 'exportRequests']
const shown_ms = 1.5

/**
 * The name that a credential has in a document: what it is, and its number. Credentials follow from the seed, too, but
 * a scanner could take them for leaked ones. The name is the same wherever the value is sent or answered.
 */
const kindOf = (field: string): string | undefined => {
  if (field === 'x-subject-token') return 'TOKEN'
  return secret_names.has(field) ? field.toUpperCase().replaceAll('_', '-') : undefined
}

/** The credentials that are public on purpose (design.md §1). */
const well_known = ['Emulator@123', 'emulatorSecretKeyForLocalTestsOnly000001']

/** Puts names in the place of credentials, and remembers them from step to step. */
export class Hiding {
  readonly #names = new Map<string, string>()
  readonly #numbers = new Map<string, number>()

  /** @param known credentials that a story brings along, by the names to show. */
  constructor(known: Readonly<Record<string, string>> = {}) {
    for (const [name, value] of Object.entries(known)) this.#names.set(value, name)
  }

  /** Remembers the credentials of an answer: of its headers, and of its body as read from JSON. */
  learn(headers: Readonly<Record<string, unknown>>, body: unknown): void {
    for (const [field, value] of Object.entries(headers)) this.#learn(field, value)
    this.#learnWithin(body)
  }

  #learnWithin(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    for (const [field, item] of Object.entries(value)) {
      this.#learn(field, item)
      this.#learnWithin(item)
    }
  }

  #learn(field: string, value: unknown): void {
    const kind = kindOf(field)
    if (kind === undefined || typeof value !== 'string' || value === '') return
    if (well_known.includes(value) || this.#names.has(value)) return
    const number = (this.#numbers.get(kind) ?? 0) + 1
    this.#numbers.set(kind, number)
    const name = `EXAMPLE-${kind}-${number}`
    // A hash has a form that its schema describes.
    this.#names.set(
      value,
      field === 'password_hash' ? `scrypt$1024$${name}$${'0'.repeat(64)}` : name,
    )
  }

  /** A value with names in the place of its credentials, at any depth and within texts. */
  hide<T>(value: T): T {
    let text = JSON.stringify(value)
    for (const [credential, name] of this.#names) {
      // As it is in JSON, and in JSON that is a text in JSON.
      const once = JSON.stringify(credential).slice(1, -1)
      text = text.replaceAll(once, name).replaceAll(JSON.stringify(once).slice(1, -1), name)
    }
    return JSON.parse(text)
  }
}

/** The text of an answer as an example shows it: a fixed number in the place of each that is measured, one of many files. */
export function exampleText(operation: string, text: string): string {
  if (operation === 'listScenarioLibrary') return withFirstFile(text)
  if (!measured_in.includes(operation)) return text
  const fields = Object.keys(measured).join('|')
  return text.replace(new RegExp(`("(?:${fields})":)[\\d.]+`, 'g'), `$1${shown_ms}`)
}

/** The library with its first file alone: fifty are too long for an example. */
function withFirstFile(text: string): string {
  const { files, ...rest } = JSON.parse(text)
  return JSON.stringify(files === undefined ? rest : { files: files.slice(0, 1) })
}
