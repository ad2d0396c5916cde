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

/** @param environment SMS_EMULATOR_URL, and what else the command is to find. */
export const commandWith =
  (environment: Record<string, string>, isTTY = false) =>
  async (...args: string[]): Promise<RanJson> => {
    const [stdout, stderr] = [sink(isTTY), sink()]
    const exit = await run(args, { environment, stdout, stderr })
    const { text } = stdout
    return {
      exit,
      stdout: text,
      stderr: stderr.text,
      json: /^[[{]/.test(text) ? JSON.parse(text) : undefined,
    }
  }
