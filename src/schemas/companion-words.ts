import { z } from 'zod'

/** The words of which some fields of ECS, VPC, IMS and EVS take one. */

export const ImageOsType = z.enum(['Linux', 'Windows']).meta({ id: 'ImageOsType' })
export const BootMode = z.enum(['bios', 'uefi']).meta({ id: 'BootMode' })
export const Architecture = z.enum(['x86', 'arm']).meta({ id: 'Architecture' })
export const SortDirection = z
  .enum(['asc', 'desc'])
  .meta({ id: 'SortDirection', description: 'Ascending or descending; desc if absent.' })
export const RuleDirection = z.enum(['ingress', 'egress']).meta({ id: 'RuleDirection' })
export const EtherType = z.enum(['IPv4', 'IPv6']).meta({ id: 'EtherType' })
export const RuleAction = z.enum(['allow', 'deny']).meta({ id: 'RuleAction' })
export const VolumeStatus = z.enum(['creating', 'available', 'in-use']).meta({ id: 'VolumeStatus' })
export const ServerStatus = z.enum(['BUILD', 'ACTIVE', 'SHUTOFF']).meta({ id: 'ServerStatus' })
export const ServerWork = z
  .enum(['spawning', 'powering-on', 'powering-off', 'deleting'])
  .meta({ id: 'ServerWork' })
