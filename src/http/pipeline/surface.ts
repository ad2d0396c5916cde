import type { FastifyRequest } from 'fastify'
import type { CompanionService } from '../../schemas/companion-services.ts'
import { partsOf } from '../../text/targets.ts'

/**
 * Which of the emulator's faces a request meets: each refuses in its own dialect and sends
 * its own headers (iam.md §1.4, §2.3).
 */
export type Surface = 'sms' | 'iam' | 'companions' | 'control'

/**
 * The forms in which companions refuse: `{error: {code, message}}` of ECS, IMS and EVS, `{code, message}` of VPC's v1,
 * and `{request_id, error_code, error_msg}` of VPC's v3.
 */
export type RefusalForm = 'nested' | 'flat' | 'prefixed'

declare module 'fastify' {
  interface FastifyContextConfig {
    surface?: Surface
    /**
     * How a route of IAM refuses, where it is not as Keystone does: as IAM's own extensions, or
     * as a service behind the gateway.
     */
    dialect?: 'extension' | 'gateway'
    /** Of which companion a route is, and in which form it refuses. */
    companion?: { service: CompanionService; refusal: RefusalForm }
  }
}

/** What the companions own of the shared port: no path of theirs is one of SMS or IAM (companions.md). */
const companion_paths =
  /^\/(?:v2\/cloudimages(?=[?/]|$)|v[\d.]+\/[^/]+\/(?:cloudservers|cloudvolumes|jobs|os-availability-zone|ports|security-groups|subnets|vpcs?)(?=[?/]|$))/

/** What IAM owns of the shared port (iam.md §6). */
const iam_paths =
  /^\/(v2\/products\/service-types(?=\?|$)|v3\/(auth|projects|users|regions|services|endpoints|OS-)|v3\.0\/|v5\/)/

/** The face that a request meets: its route's, or by its path where it has none. */
export const surfaceOf = ({ routeOptions, url }: FastifyRequest): Surface =>
  routeOptions.config?.surface ?? surfaceOfTarget(url)

/** The service that a target is for, by its path. The router reads percent-encoded letters, so this does. */
export function surfaceOfTarget(target: string): Surface {
  const path = target.includes('%') ? decodedPath(target) : target
  if (path.startsWith('/_emulator')) return 'control'
  if (iam_paths.test(path)) return 'iam'
  return companion_paths.test(path) ? 'companions' : 'sms'
}

/** As the router reads it; one that it cannot read stays as it is. */
function decodedPath(target: string): string {
  try {
    return decodeURIComponent(partsOf(target).path)
  } catch {
    return target
  }
}
