import type { FastifyRequest } from 'fastify'

/**
 * Which of the emulator's three faces a request meets: each refuses in its own dialect and sends
 * its own headers (iam.md §1.4, §2.3).
 */
export type Surface = 'sms' | 'iam' | 'control'

declare module 'fastify' {
  interface FastifyContextConfig {
    surface?: Surface
    /**
     * How a route of IAM refuses, where it is not as Keystone does: as IAM's own extensions, or
     * as a service behind the gateway.
     */
    dialect?: 'extension' | 'gateway'
  }
}

/** What IAM owns of the shared port (iam.md §6). */
const iam_paths = /^\/(v3\/(auth|projects|users|regions|services|endpoints|OS-)|v3\.0\/|v5\/)/

/** The face that a request meets: its route's, or by its path where it has none. */
export const surfaceOf = ({ routeOptions, url }: FastifyRequest): Surface =>
  routeOptions.config?.surface ?? surfaceOfPath(url)

const surfaceOfPath = (url: string): Surface => {
  if (url.startsWith('/_emulator')) return 'control'
  return iam_paths.test(url) ? 'iam' : 'sms'
}
