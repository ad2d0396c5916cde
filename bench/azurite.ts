import { createHmac, randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { once } from './load.ts'
import { commandOf } from './peer-targets.ts'
import type { Data, Target } from './works.ts'

/** Another emulator of a cloud's service: Azure's blobs, of 4 KB each. */

const azure_account = 'devstoreaccount1'
/** Public: every Azurite has it. */
const azure_key =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

/** A signature for the whole account, good for a day. */
function azureSas(): string {
  const at = (ms: number) => `${new Date(Date.now() + ms).toISOString().slice(0, 19)}Z`
  const day_ms = 86_400_000
  const sas = {
    sv: '2019-12-12',
    ss: 'b',
    srt: 'sco',
    sp: 'rwdlac',
    st: at(-day_ms),
    se: at(day_ms),
  }
  const { sp, ss, srt, st, se, sv } = sas
  const text = `${[azure_account, sp, ss, srt, st, se, '', 'http', sv].join('\n')}\n`
  const sig = createHmac('sha256', Buffer.from(azure_key, 'base64')).update(text).digest('base64')
  return new URLSearchParams({ ...sas, spr: 'http', sig }).toString()
}

export function azurite({ folder }: Data): Target {
  const root = join(folder, 'azurite')
  return {
    name: 'Azurite',
    kind: 'peer',
    alive: `/${azure_account}?comp=list&${azureSas()}`,
    command: (port) => {
      rmSync(root, { recursive: true, force: true })
      const args = ['--blobPort', `${port}`, '-l', root, '-s', '--skipApiVersionCheck']
      const quiet = ['--disableTelemetry']
      const file = commandOf('azurite', 'azurite-blob')
      return { file: process.execPath, args: [file, ...args, ...quiet] }
    },
    calls: async (port) => {
      const base = `/${azure_account}/tasks`
      const body = 'x'.repeat(4096)
      const sas = azureSas()
      const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'text/plain' }
      const put = { method: 'PUT', headers } as const
      await once(port, { method: 'PUT', path: `${base}?restype=container&${sas}` })
      await once(port, { ...put, path: `${base}/one?${sas}`, body })
      return {
        get: { method: 'GET', path: `${base}/one?${sas}` },
        create: {
          ...{ ...put, path: base, body },
          next: () => ({ path: `${base}/${randomUUID()}?${sas}` }),
        },
      }
    },
  }
}
