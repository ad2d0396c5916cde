import { z } from 'zod'
import { int, queryInt, text } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'
import { page, path } from './source-meanings.ts'
import { MigrationType } from './states.ts'

/** Migration projects (the console calls them migration templates). */

/** What the words of a project mean; their defaults are those of a new one (behaviour.md §8.1). */
const project: Meanings = {
  id: 'Id of the migration project.',
  name: 'Name of the project, 1 to 100 characters, unique in the account. Requests may also send it as a number.',
  description: 'Free text about the project; null without one.',
  region: 'Name of the region of its targets, such as ap-southeast-1.',
  type: 'MIGRATE_FILE: copies files, Linux only; MIGRATE_BLOCK: copies blocks.',
  isdefault:
    'true: new sources join this project. Exactly one project of an account is the default; setting it here takes it from the other.',
  start_target_server: 'true (the default): targets are started after the migration.',
  speed_limit: 'Limit of the speed in Mbit/s, 0 to 1000; 0 (the default): no limit.',
  use_public_ip: 'true (the default): data travel over a public IP address.',
  exist_server: 'true (the default): targets are servers that exist.',
  enterprise_project: 'Name of the enterprise project. Default: default.',
  syncing: 'true: tasks stay in continuous sync after the first copy. Default: false.',
  start_network_check: 'true: the network is measured before the copy. Default: false.',
}
const change: Meanings = {
  ...project,
  isdefault:
    'true: makes this the default project. false changes nothing: the default stays until another project takes its place (inferred).',
}

/** Samples of the documentation send a name as a number: it is taken as its digits. */
const ProjectName = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  text(100, 1),
)

const optional = {
  description: text().nullish(),
  isdefault: z.boolean().nullish(),
  start_target_server: z.boolean().nullish(),
  speed_limit: int(1000).nullish(),
  use_public_ip: z.boolean().nullish(),
  exist_server: z.boolean().nullish(),
  enterprise_project: text().nullish(),
  syncing: z.boolean().nullish(),
  start_network_check: z.boolean().nullish(),
}

export const PostMigProjectBody = described(project, {
  name: ProjectName,
  region: text(100),
  type: MigrationType,
  ...optional,
}).meta({ id: 'PostMigProjectBody' })
export type PostMigProjectBody = z.infer<typeof PostMigProjectBody>

export const MigProject = described(change, {
  name: ProjectName.nullish(),
  region: text().nullish(),
  type: MigrationType.nullish(),
  ...optional,
}).meta({ id: 'MigProject' })
export type MigProject = z.infer<typeof MigProject>

export const CreateMigprojectResponse = described(project, { id: z.string() }).meta({
  id: 'CreateMigprojectResponse',
})

const shown = {
  name: z.string(),
  description: z.string().nullable(),
  isdefault: z.boolean(),
  region: z.string(),
  start_target_server: z.boolean(),
  speed_limit: int(),
  use_public_ip: z.boolean(),
  exist_server: z.boolean(),
  type: MigrationType,
  enterprise_project: z.string(),
  syncing: z.boolean(),
  start_network_check: z.boolean(),
}

/** The detail leaves the id out (behaviour.md §8.1). */
export const ShowMigprojectResponse = described(project, shown).meta({
  id: 'ShowMigprojectResponse',
})

export const MigprojectsResponseBody = described(project, { id: z.string(), ...shown }).meta({
  id: 'MigprojectsResponseBody',
})
/** As it is stored: the same as it is listed. */
export type MigprojectRecord = z.infer<typeof MigprojectsResponseBody>

export const ListMigprojectsResponse = described(
  { ...page, migprojects: 'Migration projects of this page.' },
  { count: int(), migprojects: z.array(MigprojectsResponseBody) },
).meta({ id: 'ListMigprojectsResponse' })
export type ListMigprojectsResponse = z.infer<typeof ListMigprojectsResponse>

export const ListMigprojectsQuery = described(page, {
  limit: queryInt(100, 50),
  offset: queryInt(65_535, 0),
})

export const MigprojectParams = described(path, { mig_project_id: text(36, 1) })
