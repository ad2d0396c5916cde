import { parseFixture, parseScenarios } from '../domain/fixture-text.ts'
import { contentOfText } from '../domain/yaml-text.ts'
import { ApiError, type ErrorDetail } from '../errors.ts'
import type { Context } from './context.ts'
import { textOfFile } from './usage.ts'

/** `sms-emulator validate`: fixtures and scenarios, without an emulator. */

type Verdict = { file: string; kind: 'fixture' | 'scenarios'; errors: ErrorDetail[] }

/** @returns false when a file is not valid. */
export async function validate({ out, args }: Context): Promise<boolean> {
  const verdicts = args.map((file) => verdictOn(file, textOfFile(file)))
  out.show(verdicts, () =>
    verdicts
      .flatMap(({ file, kind, errors }) =>
        errors.length === 0
          ? [`${file}: ${out.style('green', 'valid')} (${kind})`]
          : errors.map(({ line = 1, path, message }) => `${file}:${line}: ${path}: ${message}`),
      )
      .join('\n'),
  )
  return verdicts.every(({ errors }) => errors.length === 0)
}

function verdictOn(file: string, text: string): Verdict {
  const kind = kindOf(text)
  try {
    if (kind === 'fixture') parseFixture(text)
    else parseScenarios(text)
    return { file, kind, errors: [] }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { file, kind, errors: error.details ?? [{ path: '(root)', message: error.message }] }
  }
}

/** Scenarios say what happens `then`, or are a list of such; anything else is meant as a fixture. */
function kindOf(text: string): Verdict['kind'] {
  const content = contentOfText(text)
  if (content === undefined) {
    // Its parser says what is wrong with it.
    return /^accounts\b/m.test(text) || !/^(then|scenarios|match)\b/m.test(text)
      ? 'fixture'
      : 'scenarios'
  }
  if (typeof content !== 'object' || content === null || 'accounts' in content) return 'fixture'
  return 'then' in content || 'scenarios' in content || 'match' in content ? 'scenarios' : 'fixture'
}
