import { textKinds } from '../../domain/history/text-kinds.ts'
import { ApiError, type ErrorDetail } from '../../errors/refusals.ts'
import { contentOfText } from '../../formats/written-files.ts'
import type { Context } from '../context.ts'
import { textsOf } from '../usage.ts'

/** `sms-emulator validate`: fixtures, scenarios and faults, without an emulator. */

type Verdict = { file: string; kind: 'fixture' | 'scenarios' | 'faults'; errors: ErrorDetail[] }

/** @returns false when a file is not valid. */
export async function validate({ out, args }: Context): Promise<boolean> {
  const verdicts = textsOf(args).map(({ file, text }) => verdictOn(file, text))
  out.show(verdicts, () =>
    verdicts.flatMap(({ file, kind, errors }) =>
      errors.length === 0
        ? [`${file}: ${out.style('green', 'valid')} (${kind})`]
        : errors.map(({ line = 1, path, message }) => `${file}:${line}: ${path}: ${message}`),
    ),
  )
  return verdicts.every(({ errors }) => errors.length === 0)
}

function verdictOn(file: string, text: string): Verdict {
  const kind = kindOf(text)
  try {
    textKinds[kind](text)
    return { file, kind, errors: [] }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return {
      file,
      kind,
      errors: error.details ?? [{ path: 'the document', message: error.message }],
    }
  }
}

/** The fields of a whole file that say what it is; anything else is meant as a fixture. */
const marks: [field: string, kind: Verdict['kind']][] = [
  ['accounts', 'fixture'],
  ['effect', 'faults'],
  ['faults', 'faults'],
  ['then', 'scenarios'],
  ['scenarios', 'scenarios'],
  ['match', 'scenarios'],
]

function kindOf(text: string): Verdict['kind'] {
  const fields = fieldsOf(text)
  return marks.find(([field]) => fields.includes(field))?.[1] ?? 'fixture'
}

/** The fields of a file, or of the first thing in its list. */
function fieldsOf(text: string): string[] {
  const content = contentOfText(text)
  if (content === undefined) {
    // Its parser says what is wrong with it.
    return [...text.matchAll(/^(\w+)\b/gm)].map(([field]) => field)
  }
  const first: unknown = Array.isArray(content) ? content[0] : content
  return typeof first === 'object' && first !== null ? Object.keys(first) : []
}
