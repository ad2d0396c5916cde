import { readFileSync } from 'node:fs'

/** A task as ShowTask answers it, from the file that the runner wrote: the fixed answer of the limits. */
export const taskText = readFileSync(process.argv[3] ?? '', 'utf8')
