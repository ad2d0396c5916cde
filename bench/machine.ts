import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** The machine that figures are of, in general terms, and whether it had other work. */
export const machine = () => {
  const load = loadavg()[0] ?? 0
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memory_gib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: process.platform,
    /** Load average of the minute before: above a half, something else was running. */
    load_before: Math.round(load * 10) / 10,
    at: new Date().toISOString().slice(0, 16),
  }
}
export type Machine = ReturnType<typeof machine>

export const machineText = ({ cores, cpu, memory_gib, node, load_before, at }: Machine): string =>
  `${cores} cores (${cpu}), ${memory_gib} GiB, Node ${node}, ${at}Z; load of the machine before: ${load_before}` +
  (load_before > 0.5 ? ', so other work was running: trust the ratios' : '')
