import { run } from '../../src/cli/main.ts'
import type { Stream } from '../../src/cli/output.ts'

/** The command in the test's own process: cheap, and with a terminal when a test wants one. */

export type Ran = { exit: number; stdout: string; stderr: string }

export type RanJson = Ran & {
  // biome-ignore lint/suspicious/noExplicitAny: answers are what the tests are about.
  json: any
}

export function sink(isTTY = false): Stream & { text: string } {
  return {
    text: '',
    isTTY,
    columns: 120,
    rows: 40,
    write(text) {
      this.text += text
    },
  }
}

/** What a start listens to until its process ends, which this one does not. */
const ends = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'uncaughtException', 'unhandledRejection']
const listeners = () =>
  ends.flatMap((name) => process.rawListeners(name).map((listener) => ({ name, listener })))

/** @param environment SMS_EMULATOR_URL, and what else the command is to find. */
export const commandWith =
  (environment: Record<string, string>, isTTY = false) =>
  async (...args: string[]): Promise<RanJson> => {
    const [stdout, stderr] = [sink(isTTY), sink()]
    const before = new Set(listeners().map(({ listener }) => listener))
    const exit = await run(args, { environment, stdout, stderr })
    for (const { name, listener } of listeners())
      if (!before.has(listener)) process.off(name, listener as () => void)
    const { text } = stdout
    return {
      exit,
      stdout: text,
      stderr: stderr.text,
      json: /^[[{]/.test(text) ? JSON.parse(text) : undefined,
    }
  }
