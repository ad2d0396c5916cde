/**
 * Options for a test of how a process meets a signal. Windows has none that a process could handle: to
 * "kill" a process there ends it at once.
 */
export const needs_signals = {
  skip: process.platform === 'win32' ? 'Windows has no signals that a process could handle' : false,
}
