import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { commandWith } from '../cli/tool.ts'

/** A command for scripts, run by this process: that starts no Node for each call. */
export type OwnCommand = { path: string; close(): void }

/**
 * Makes a command that hands its words, its folder and the address of its emulator to this process. What it prints
 * comes when it has ended, the standard error last, and it does not read the standard input.
 */
export async function makeOwnCommand(): Promise<OwnCommand> {
  const root = process.cwd()
  const server = createServer(async (request, response) => {
    const given = new URLSearchParams(await text(request))
    const command = commandWith({ SMS_EMULATOR_URL: given.get('url') ?? '' })
    process.chdir(given.get('folder') ?? '')
    try {
      const { exit, stdout, stderr } = await command(...given.getAll('word'))
      response.writeHead(exit === 0 ? 200 : 500).end(stdout + stderr)
    } finally {
      process.chdir(root)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const folder = mkdtempSync(join(tmpdir(), 'command-'))
  const path = join(folder, 'sms-emulator')
  writeFileSync(path, script(`http://127.0.0.1:${port}`))
  chmodSync(path, 0o755)
  const close = (): void => {
    server.close()
    rmSync(folder, { recursive: true })
  }
  return { path, close }
}

/** Each word becomes an option of curl in its place. */
const script = (url: string): string => `#!/bin/sh
for word; do
  shift
  set -- "$@" --data-urlencode "word=$word"
done
exec curl -s --fail-with-body "$@" --data-urlencode "folder=$PWD" --data-urlencode "url=$SMS_EMULATOR_URL" ${url}
`
