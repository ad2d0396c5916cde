import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A way to the emulator that breaks when it is told to, as that of a laptop which is closed. */
export type Proxy = {
  url: string
  /** Breaks every connection, and takes no new one until `mend`. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** @param url where the emulator is. */
export async function startProxy(url: string): Promise<Proxy> {
  const { port, hostname } = new URL(url)
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((browser) => {
    if (isCut) {
      browser.destroy()
      return
    }
    const emulator = connect(Number(port), hostname)
    for (const [one, other] of [
      [browser, emulator],
      [emulator, browser],
    ] as const) {
      open.add(one)
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.on('error', () => {})
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    isCut = true
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isCut = false
    },
    close: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
