import { type CheckedText, problemsIn } from '../../domain/history/check-text.ts'
import type { Host } from '../../parts/host.ts'
import type { Validation } from '../../schemas/control/validation.ts'

/**
 * What is wrong in a document: in its shape, and of a fixture also what turns out when it is loaded, which is tried in
 * an emulator of its own.
 */
export async function validateDocument(
  { rehearse }: Pick<Host, 'rehearse'>,
  { kind, fixture, problems }: CheckedText,
  text: string,
): Promise<Validation> {
  const found = fixture ? await rehearse([{ fixture, text }]).then(() => [], problemsIn) : problems
  return {
    kind,
    problems: found.map(({ line = null, path, message }) => ({ line, path, message })),
  }
}
