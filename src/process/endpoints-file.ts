import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { ConfigRefused } from '../config.ts'
import type { Endpoints } from '../schemas/control/control.ts'
import { reasonOf } from '../text/failures.ts'

/** The file of `--endpoints-file`: there while the emulator answers, and at no other time. */

export type EndpointsFile = {
  /** Takes the file away: that of an earlier run at start, the own one at the end. */
  remove(): void
  /** Writes it whole: a reader that waits for it never sees half of it. */
  write(endpoints: Endpoints): void
}

/**
 * Makes sure that the file can be written, before anything listens; nothing is left behind, and a file
 * that is there stays.
 *
 * @param file undefined where none is asked for: then nothing is ever written.
 * @throws ConfigRefused naming the file and the reason.
 */
export function endpointsFile(file: string | undefined): EndpointsFile {
  if (file === undefined) return { remove: () => {}, write: () => {} }
  const draft = `${file}.${process.pid}.tmp`
  const attempt = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      if (existsSync(draft)) rmSync(draft)
      throw new ConfigRefused(`--endpoints-file ${file} cannot be written: ${reasonOf(error)}.`)
    }
  }
  attempt(() => {
    // A device or a pipe would be replaced by the file.
    const isOther = statSync(file, { throwIfNoEntry: false })?.isFile() === false
    if (isOther) throw new Error('it is a folder or a device')
    writeFileSync(draft, '')
    rmSync(draft)
  })
  return {
    remove: () => rmSync(file, { force: true }),
    write: (endpoints) =>
      attempt(() => {
        writeFileSync(draft, `${JSON.stringify(endpoints, null, 2)}\n`)
        renameSync(draft, file)
      }),
  }
}
