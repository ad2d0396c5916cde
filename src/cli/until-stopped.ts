/** How a running command is told to stop. */

/** SIGHUP: the terminal was closed. Windows sends it, and SIGINT, by itself. SIGQUIT: Ctrl-\ in a terminal. */
const stop_signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const

/** Resolves when the process is told to stop: as the first process of a container it gets no default. */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of stop_signals) process.once(signal, () => resolve())
    stopWithNpm(resolve)
  })

/** How often a process that npm started looks whether its parent is still there. */
const look_ms = 500

/**
 * `npm start` puts a shell between itself and this process, and the shell does not hand a signal
 * on: stopping npm would leave this process behind. So it stops when its parent is gone.
 */
function stopWithNpm(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, look_ms)
  timer.unref()
}
