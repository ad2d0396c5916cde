import { z } from 'zod'
import { notOfForm } from '../names.ts'
import { CatalogEntry } from './tokens.ts'

/** What IAM lists: projects, accounts, users, regions, services and endpoints (iam.md §5.1). */

const Self = z.object({ self: z.string() })
const Links = z
  .object({ next: z.null(), previous: z.null(), self: z.string() })
  .meta({ id: 'Links', description: 'Lists are given whole: there is no next page.' })

const flag = z.enum(['true', 'false']).optional()

/** `page` and `per_page` go together. */
export const ListProjectsQuery = z.object({
  domain_id: z.string().optional(),
  enabled: flag,
  is_domain: flag,
  name: z.string().optional(),
  parent_id: z.string().optional(),
  page: z.string().optional(),
  per_page: z.string().optional(),
})
export type ListProjectsQuery = z.infer<typeof ListProjectsQuery>

const IamProject = z
  .object({
    domain_id: z.string(),
    is_domain: z.boolean(),
    parent_id: z.string(),
    name: z.string(),
    description: z.string(),
    links: Links,
    id: z.string(),
    enabled: z.boolean(),
  })
  .meta({ id: 'IamProject' })
export type IamProject = z.infer<typeof IamProject>

export const ListProjectsResponse = z
  .object({ links: Links, projects: z.array(IamProject) })
  .meta({ id: 'ListProjectsResponse' })

export const ProjectParams = z.object({ project_id: z.string() })
export const ShowProjectResponse = z
  .object({ project: IamProject })
  .meta({ id: 'ShowProjectResponse' })

export const CreateProjectRequest = z
  .object({
    project: z.object({
      name: z
        .string()
        .regex(
          /^[A-Za-z0-9_-]{1,64}$/,
          notOfForm('a name of 1 to 64 letters, digits, hyphens and underscores'),
        ),
      domain_id: z.string().nullish(),
      parent_id: z.string().nullish(),
      description: z.string().max(255).nullish(),
    }),
  })
  .meta({ id: 'CreateProjectRequest' })
export type CreateProjectRequest = z.infer<typeof CreateProjectRequest>

export const CreateProjectResponse = z
  .object({ project: IamProject.extend({ links: Self }) })
  .meta({ id: 'CreateProjectResponse' })

export const ListDomainsQuery = z.object({ name: z.string().optional() })
export const ListDomainsResponse = z
  .object({
    domains: z.array(
      z.object({
        description: z.string(),
        enabled: z.boolean(),
        id: z.string(),
        links: Self,
        name: z.string(),
      }),
    ),
    links: Self,
  })
  .meta({ id: 'ListDomainsResponse' })
export type ListDomainsResponse = z.infer<typeof ListDomainsResponse>

export const ListUsersQuery = z.object({
  domain_id: z.string().optional(),
  enabled: flag,
  name: z.string().optional(),
  password_expires_at: z.string().optional(),
})
export type ListUsersQuery = z.infer<typeof ListUsersQuery>

const IamUser = z
  .object({
    domain_id: z.string(),
    name: z.string(),
    description: z.string(),
    password_expires_at: z.null(),
    links: Links,
    id: z.string(),
    enabled: z.boolean(),
    pwd_status: z.boolean(),
  })
  .meta({ id: 'IamUser' })
export type IamUser = z.infer<typeof IamUser>

export const UserParams = z.object({ user_id: z.string() })
export const ListUsersResponse = z
  .object({ links: Links, users: z.array(IamUser) })
  .meta({ id: 'ListUsersResponse' })
export const ShowUserResponse = z.object({ user: IamUser }).meta({ id: 'ShowUserResponse' })

export const ShowCatalogResponse = z
  .object({ catalog: z.array(CatalogEntry), links: Self })
  .meta({ id: 'ShowCatalogResponse' })

export const ListRegionsResponse = z
  .object({
    regions: z.array(
      z.object({
        parent_region_id: z.null(),
        description: z.string(),
        links: Self,
        type: z.literal('public'),
        id: z.string(),
        locales: z.object({ 'zh-cn': z.string(), 'en-us': z.string() }),
      }),
    ),
    links: Links,
  })
  .meta({ id: 'ListRegionsResponse' })

export const ListServicesQuery = z.object({ type: z.string().optional() })
export const ListServicesResponse = z
  .object({
    links: Links,
    services: z.array(
      z.object({
        name: z.string(),
        links: Links,
        id: z.string(),
        type: z.string(),
        enabled: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'ListServicesResponse' })

export const ListEndpointsQuery = z.object({
  interface: z.string().optional(),
  service_id: z.string().optional(),
})
export const ListEndpointsResponse = z
  .object({
    endpoints: z.array(
      z.object({
        service_id: z.string(),
        region_id: z.string(),
        links: Links,
        id: z.string(),
        interface: z.literal('public'),
        region: z.string(),
        url: z.string(),
        enabled: z.boolean(),
      }),
    ),
    links: Links,
  })
  .meta({ id: 'ListEndpointsResponse' })

/** What Terraform's probe is told on the Chinese website (§7.2; any JSON does, fields *inferred*). */
export const ServiceTypesResponse = z
  .object({
    total_count: z.int(),
    service_types: z.array(
      z.object({
        service_type_name: z.string(),
        service_type_code: z.string(),
        abbreviation: z.string(),
      }),
    ),
  })
  .meta({ id: 'ServiceTypesResponse' })
