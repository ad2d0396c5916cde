/** Tested by: test/companions/networks.test.ts */
import type { VpcRecord } from '../../schemas/stored/companions.ts'
import { uuidOf } from '../ids.ts'

/**
 * What every project has without anybody having created it. It is worked out, not stored: an account costs nothing for
 * it, and its ids follow from the project.
 */

/** A project as far as its resources need it. */
export type Place = { project_id: string; region: string }

/** Long before any clock begins: what is there by default is never new. */
const created_at = Date.parse('2020-01-01T00:00:00Z')

/** Availability zones of a region, by their names. */
export const zonesOf = (region: string): string[] => [`${region}a`, `${region}b`]

/** The VPC that a project has by default. */
export const defaultVpc = ({ project_id }: Place): VpcRecord => ({
  kind: 'vpc',
  id: uuidOf('vpc-default', project_id),
  project_id,
  name: 'vpc-default',
  created_at,
  cidr: '192.168.0.0/16',
  description: '',
  enterprise_project_id: '0',
})
