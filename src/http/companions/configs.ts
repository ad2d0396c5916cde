import type { CompanionService } from '../../schemas/companion-services.ts'
import type { RefusalForm } from '../pipeline/surface.ts'

const configOf = (service: CompanionService, refusal: RefusalForm) =>
  ({ surface: 'companions', companion: { service, refusal } }) as const

/** What the routes of each service say of themselves. */
export const ecs = configOf('ecs', 'nested')
export const ims = configOf('ims', 'nested')
export const evs = configOf('evs', 'nested')
/** Versions 1 and 2.0 of VPC. */
export const vpc = configOf('vpc', 'flat')
export const vpc_v3 = configOf('vpc', 'prefixed')
