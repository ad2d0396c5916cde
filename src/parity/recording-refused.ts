import { LibraryError } from '../client/errors.ts'

/** A recording cannot be read, written or made. The message is one sentence for the person who asked; exit 2. */
export class RecordingRefused extends LibraryError {
  override readonly name = 'RecordingRefused'
}
