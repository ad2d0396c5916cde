import http from 'node:http'
import { loadConfig } from '../config.ts'

/** How long an emulator may take to say that it is ready. */
const patience_ms = 3_000

/**
 * `sms-emulator health`: asks an emulator whether it is ready, and ends with 0 if it is, with 1 and
 * the reason if not. Made for a container's health check: it needs no shell and no curl, and finds
 * the port in the same settings as `start` does.
 */
export async function health(flags: Record<string, unknown>): Promise<void> {
  const { url, ...settings } = flags
  const { config } = loadConfig(settings, process.env)
  const everywhere = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[config.host]
  const host = everywhere ?? (config.host.includes(':') ? `[${config.host}]` : config.host)
  const reason = await whyNotReady(`${url ?? `http://${host}:${config.port}`}/_emulator/ready`)
  if (reason === null) return
  process.stderr.write(`sms-emulator: ${reason}\n`)
  process.exitCode = 1
}

function whyNotReady(url: string): Promise<string | null> {
  return new Promise((resolve) => {
    const request = http.get(url, { timeout: patience_ms }, (response) => {
      response.resume()
      resolve(response.statusCode === 200 ? null : `${url} answers ${response.statusCode}`)
    })
    request.once('timeout', () => request.destroy(new Error(`no answer in ${patience_ms} ms`)))
    request.once('error', ({ message }) => resolve(`${url} is not there: ${message}`))
  })
}
