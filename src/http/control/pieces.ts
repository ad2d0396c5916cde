import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Emulator } from '../../emulator.ts'
import type { JsonPieces } from '../../schemas/json-text.ts'
import { Rendered } from '../pipeline/rendered.ts'

/** So much of an answer is sent before others have their turn, in characters. */
const stretch_max = 262_144

/**
 * An answer in pieces. A long one is a stream, since joining it would hold everybody up. While calls are recorded it
 * is one text, with which a replay is compared.
 */
export function inPieces<Answer>(
  reply: FastifyReply,
  { observed, time }: Pick<Emulator, 'observed' | 'time'>,
  { pieces }: JsonPieces<Answer>,
): Rendered<Answer> | Readable {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (observed.recording || length <= stretch_max) {
    return new Rendered<Answer>(pieces.join(''), [])
  }
  reply.type('application/json; charset=utf-8')
  return Readable.from(inTurns(pieces, time.pause))
}

/** The pieces in stretches, between which others have their turn. */
export async function* inTurns(
  pieces: readonly string[],
  pause: () => Promise<void>,
): AsyncGenerator<string> {
  let stretch = ''
  for (const piece of pieces) {
    stretch += piece
    if (stretch.length < stretch_max) continue
    yield stretch
    stretch = ''
    await pause()
  }
  yield stretch
}
