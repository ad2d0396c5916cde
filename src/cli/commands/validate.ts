import { checkText, problemsIn } from '../../domain/history/check-text.ts'
import { ApiError, type ErrorDetail } from '../../errors/refusals.ts'
import type { WrittenFixture } from '../../process/rehearsal.ts'
import type { FileKind } from '../../schemas/control/validation.ts'
import { counted } from '../../text/numbers.ts'
import type { Context } from '../context.ts'
import { textsOf } from '../usage.ts'

/**
 * `sms-emulator validate`: fixtures, scenarios and faults, also in folders below folders, without a running emulator. A fixture is loaded into one in
 * memory: what its tasks can have lived through is only known there.
 */

type Verdict = { file: string; kind: FileKind; errors: readonly ErrorDetail[] }

/** @returns false when a file is not valid. */
export async function validate({ out, args }: Context): Promise<boolean> {
  const verdicts: Verdict[] = []
  const before: WrittenFixture[] = []
  for (const { file, text } of textsOf(args, 'below')) {
    verdicts.push(await verdictOn(file, text, before))
  }
  out.show(verdicts, () => [
    ...verdicts.flatMap(({ file, kind, errors }) =>
      errors.length === 0
        ? [`${file}: ${out.style('green', 'valid')} (${kind})`]
        : errors.map(({ line = 1, path, message }) => `${file}:${line}: ${path}: ${message}`),
    ),
    ...totalOf(verdicts),
  ])
  return verdicts.every(({ errors }) => errors.length === 0)
}

/** How many files were checked, where it was more than one. */
function totalOf(verdicts: Verdict[]): string[] {
  if (verdicts.length < 2) return []
  const wrong = verdicts.filter(({ errors }) => errors.length > 0).length
  const result = wrong === 0 ? 'all are valid' : `${counted(wrong, 'is', 'are')} not valid`
  return [`${counted(verdicts.length, 'file was', 'files were')} checked: ${result}.`]
}

/** @param before the valid fixtures before this one, which it may go on from; it is added to them. */
async function verdictOn(file: string, text: string, before: WrittenFixture[]): Promise<Verdict> {
  const { kind, fixture, problems } = checkText(text)
  const errors = fixture
    ? await rehearse({ fixture, text }, before).then(() => [], problemsIn)
    : problems
  return { file, kind: kind ?? 'fixture', errors }
}

/** Loads a fixture alone, or else after those before it. @throws ApiError why it cannot be loaded alone. */
async function rehearse(written: WrittenFixture, before: WrittenFixture[]): Promise<void> {
  // Loaded only now: it is the whole emulator.
  const { rehearseFixtures } = await import('../../process/rehearsal.ts')
  try {
    await rehearseFixtures([written])
  } catch (alone) {
    if (!(alone instanceof ApiError) || before.length === 0) throw alone
    await rehearseFixtures([...before, written]).catch(() => {
      throw alone
    })
  }
  before.push(written)
}
