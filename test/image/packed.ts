import { folderOf, must } from './tools.ts'

type Teardown = { teardown(work: () => unknown): void }

/** @returns the path of the package's tarball: the one that `PACKED` names, else one that is packed now. */
export async function packed(t: Teardown): Promise<string> {
  return process.env.PACKED ?? (await must('npm', ['run', '--silent', 'pack', '--', folderOf(t)]))
}
