import { z } from 'zod'
import { Moment } from '../common.ts'
import { describedStrictly, type Meanings } from '../meanings.ts'

/** What belongs to an account beside SMS, as it is stored: networks, servers, volumes, and jobs on them. */

const resource: Meanings = {
  id: 'Id of the resource.',
  kind: 'What it is.',
  project_id: 'Id of the project that it belongs to.',
  name: 'Name that it was given, or that of what a job does.',
  created_at: 'When it was created, in epoch milliseconds on the clock of the account.',
  cidr: 'Range of addresses, such as 192.168.0.0/16.',
  description: 'Free text.',
  enterprise_project_id: 'Id of the enterprise project; 0 is the default one.',
}

const common = {
  id: z.string().min(1).max(64),
  project_id: z.string().min(1).max(64),
  name: z.string(),
  created_at: Moment,
}

/** A virtual private cloud. */
export const VpcRecord = describedStrictly(resource, {
  kind: z.literal('vpc'),
  ...common,
  cidr: z.string(),
  description: z.string(),
  enterprise_project_id: z.string(),
}).meta({ id: 'VpcRecord' })
export type VpcRecord = z.infer<typeof VpcRecord>

/** Something that takes its time: it is done at a moment, and remembered afterwards. */
export const JobRecord = describedStrictly(resource, {
  kind: z.literal('job'),
  ...common,
  due: Moment.nullable().meta({ description: 'When it will be done; null once it is.' }),
  ended_at: Moment.nullable().meta({ description: 'When it was done; null until then.' }),
  resource_ids: z.array(z.string()).meta({ description: 'What it is about.' }),
}).meta({ id: 'JobRecord' })
export type JobRecord = z.infer<typeof JobRecord>

/** In the place of a resource that every project has by default, and that was deleted. */
export const RemovedRecord = describedStrictly(resource, {
  kind: z.literal('removed'),
  ...common,
}).meta({ id: 'RemovedRecord' })
export type RemovedRecord = z.infer<typeof RemovedRecord>

export const CompanionRecord = z
  .discriminatedUnion('kind', [VpcRecord, JobRecord, RemovedRecord])
  .meta({ id: 'CompanionRecord', description: 'A resource beside SMS, as an export saved it.' })
export type CompanionRecord = z.infer<typeof CompanionRecord>

export type CompanionKind = CompanionRecord['kind']
export type RecordOf<Kind extends CompanionKind> = Extract<CompanionRecord, { kind: Kind }>
