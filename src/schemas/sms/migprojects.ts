import { z } from 'zod'
import { int, queryInt, text } from '../common.ts'
import { MigrationType } from './states.ts'

/** Migration projects (the console calls them migration templates). */

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

export const PostMigProjectBody = z
  .object({ name: ProjectName, region: text(100), type: MigrationType, ...optional })
  .meta({ id: 'PostMigProjectBody' })
export type PostMigProjectBody = z.infer<typeof PostMigProjectBody>

export const MigProject = z
  .object({
    name: ProjectName.nullish(),
    region: text().nullish(),
    type: MigrationType.nullish(),
    ...optional,
  })
  .meta({ id: 'MigProject' })
export type MigProject = z.infer<typeof MigProject>

export const CreateMigprojectResponse = z
  .object({ id: z.string() })
  .meta({ id: 'CreateMigprojectResponse' })

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
export const ShowMigprojectResponse = z.object(shown).meta({ id: 'ShowMigprojectResponse' })

export const MigprojectsResponseBody = z
  .object({ id: z.string(), ...shown })
  .meta({ id: 'MigprojectsResponseBody' })
/** As it is stored: the same as it is listed. */
export type MigprojectRecord = z.infer<typeof MigprojectsResponseBody>

export const ListMigprojectsResponse = z
  .object({ count: int(), migprojects: z.array(MigprojectsResponseBody) })
  .meta({ id: 'ListMigprojectsResponse' })
export type ListMigprojectsResponse = z.infer<typeof ListMigprojectsResponse>

export const ListMigprojectsQuery = z.object({
  limit: queryInt(100, 50),
  offset: queryInt(65_535, 0),
})

export const MigprojectParams = z.object({ mig_project_id: text(36, 1) })
