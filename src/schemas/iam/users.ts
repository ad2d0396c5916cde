import { z } from 'zod'
import { described, type Meanings, withMeanings } from '../meanings.ts'
import { notOfForm } from '../names.ts'
import { CatalogEntry, endpoint, service } from './tokens.ts'

/** What IAM lists: projects, accounts, users, regions, services and endpoints (iam.md §5.1). */

const links: Meanings = {
  links: 'Where this is.',
  next: 'Always null: there is no next page.',
  previous: 'Always null: there is no page before.',
  self: 'URL of this.',
}
const project: Meanings = {
  ...links,
  projects: 'Projects of the account.',
  project: 'The project that was created or asked for.',
  domain_id: 'Id of the account.',
  is_domain: 'Always false: a project is not an account.',
  parent_id: 'Id of the project above this one, or of the account.',
  name: 'Name of the project: that of its region, or of a sub-project.',
  description: 'Free text about the project; empty without one.',
  id: 'Id of the project: 32 hex digits in lower case.',
  enabled: 'Always true.',
  project_id: 'Id of the project that is asked for.',
}
const new_project: Meanings = {
  project: 'The project to create.',
  name: 'Name of the project, 1 to 64 letters, digits, hyphens and underscores: <region>_<suffix>, or a region.',
  domain_id: 'Id of the account; it must be that of the caller, which is the default.',
  parent_id: 'Id of the project above this one. Default: the account.',
  description: 'Free text about the project, at most 255 characters.',
}
const project_filter: Meanings = {
  domain_id:
    'Only projects of the account with this id. There are none of another than that of the caller.',
  enabled: 'true: only projects that are enabled, which all are; false: none.',
  is_domain: 'true: only projects that are accounts, which none is; false: all.',
  name: 'Only the project with this name. That of a region comes into being when it is first asked for.',
  parent_id: 'Only projects below the one with this id.',
  page: 'Number of the page, counted from 1. It needs per_page.',
  per_page: 'How many projects a page has, 1 to 5000. It needs page.',
}
const user: Meanings = {
  ...links,
  users: 'Users of the account, without those of identity providers.',
  user: 'The user that was asked for.',
  domain_id: 'Id of the account of the user.',
  name: 'Name of the user.',
  description: 'Free text about the user; empty without one.',
  password_expires_at: 'Always null: passwords do not expire.',
  id: 'Id of the user.',
  enabled: 'false: the user gets no tokens.',
  pwd_status: 'Always true. Inferred.',
  user_id: 'Id of the user that is asked for.',
}
const user_filter: Meanings = {
  domain_id:
    'Only users of the account with this id. There are none of another than that of the caller.',
  enabled: 'true: only users that are enabled; false: only those that are not.',
  name: 'Only the user with this name.',
  password_expires_at: 'Accepted and without effect in the emulator.',
}
const account: Meanings = {
  ...links,
  domains: 'The account of the caller.',
  description: 'Always empty.',
  enabled: 'Always true.',
  id: 'Id of the account.',
  name: 'Name of the account.',
}
const region: Meanings = {
  ...links,
  regions: 'Public regions.',
  parent_region_id: 'Always null.',
  description: 'Always empty.',
  type: 'Always public.',
  id: 'Id of the region, such as ap-southeast-1.',
  locales: 'Names of the region by language.',
  'zh-cn': 'Name of the region for Chinese. The emulator gives the English one.',
  'en-us': 'Name of the region in English, such as CN-Hong Kong.',
}
const directory: Meanings = {
  ...links,
  catalog: 'Services and where they are.',
  services: 'Services of the emulator.',
  endpoints: 'Where the services are.',
}
const service_type: Meanings = {
  total_count: 'Number of services. Always 1.',
  service_types: 'Services of the website.',
  service_type_name: 'Name of the service as the website shows it.',
  service_type_code: 'Code of the service: hws.service.type.sms.',
  abbreviation: 'Short name of the service: SMS.',
}

const Self = described(links, { self: z.string() })
const Links = described(links, { next: z.null(), previous: z.null(), self: z.string() }).meta({
  id: 'Links',
  description: 'Lists are given whole: there is no next page.',
})

const Flag = z
  .enum(['true', 'false'])
  .meta({ id: 'Flag', description: 'true or false, as a text.' })
  .optional()

/** `page` and `per_page` go together. */
export const ListProjectsQuery = described(project_filter, {
  domain_id: z.string().optional(),
  enabled: Flag,
  is_domain: Flag,
  name: z.string().optional(),
  parent_id: z.string().optional(),
  page: z.string().optional(),
  per_page: z.string().optional(),
})
export type ListProjectsQuery = z.infer<typeof ListProjectsQuery>

const IamProject = described(project, {
  domain_id: z.string(),
  is_domain: z.boolean(),
  parent_id: z.string(),
  name: z.string(),
  description: z.string(),
  links: Links,
  id: z.string(),
  enabled: z.boolean(),
}).meta({ id: 'IamProject' })
export type IamProject = z.infer<typeof IamProject>

export const ListProjectsResponse = described(project, {
  links: Links,
  projects: z.array(IamProject),
}).meta({ id: 'ListProjectsResponse' })

export const ProjectParams = described(project, { project_id: z.string() })
export const ShowProjectResponse = described(project, { project: IamProject }).meta({
  id: 'ShowProjectResponse',
})

export const CreateProjectRequest = described(new_project, {
  project: described(new_project, {
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
}).meta({ id: 'CreateProjectRequest' })
export type CreateProjectRequest = z.infer<typeof CreateProjectRequest>

export const CreateProjectResponse = described(project, {
  project: IamProject.extend(withMeanings(project, { links: Self })),
}).meta({ id: 'CreateProjectResponse' })

export const ListDomainsQuery = described(
  { name: 'Only the account with this name.' },
  { name: z.string().optional() },
)
export const ListDomainsResponse = described(account, {
  domains: z.array(
    described(account, {
      description: z.string(),
      enabled: z.boolean(),
      id: z.string(),
      links: Self,
      name: z.string(),
    }),
  ),
  links: Self,
}).meta({ id: 'ListDomainsResponse' })
export type ListDomainsResponse = z.infer<typeof ListDomainsResponse>

export const ListUsersQuery = described(user_filter, {
  domain_id: z.string().optional(),
  enabled: Flag,
  name: z.string().optional(),
  password_expires_at: z.string().optional(),
})
export type ListUsersQuery = z.infer<typeof ListUsersQuery>

const IamUser = described(user, {
  domain_id: z.string(),
  name: z.string(),
  description: z.string(),
  password_expires_at: z.null(),
  links: Links,
  id: z.string(),
  enabled: z.boolean(),
  pwd_status: z.boolean(),
}).meta({ id: 'IamUser' })
export type IamUser = z.infer<typeof IamUser>

export const UserParams = described(user, { user_id: z.string() })
export const ListUsersResponse = described(user, { links: Links, users: z.array(IamUser) }).meta({
  id: 'ListUsersResponse',
})
export const ShowUserResponse = described(user, { user: IamUser }).meta({ id: 'ShowUserResponse' })

export const ShowCatalogResponse = described(directory, {
  catalog: z.array(CatalogEntry),
  links: Self,
}).meta({ id: 'ShowCatalogResponse' })

export const ListRegionsResponse = described(region, {
  regions: z.array(
    described(region, {
      parent_region_id: z.null(),
      description: z.string(),
      links: Self,
      type: z.literal('public'),
      id: z.string(),
      locales: described(region, { 'zh-cn': z.string(), 'en-us': z.string() }),
    }),
  ),
  links: Links,
}).meta({ id: 'ListRegionsResponse' })

export const ListServicesQuery = described(
  { type: 'Only services of this type: iam, identity, sms, ecs, vpc, ims or evs.' },
  { type: z.string().optional() },
)
export const ListServicesResponse = described(directory, {
  links: Links,
  services: z.array(
    described(
      { ...service, ...links },
      {
        name: z.string(),
        links: Links,
        id: z.string(),
        type: z.string(),
        enabled: z.boolean(),
      },
    ),
  ),
}).meta({ id: 'ListServicesResponse' })

export const ListEndpointsQuery = described(
  {
    interface: 'Only endpoints of this kind; all are public.',
    service_id: 'Only the endpoint of the service with this id.',
  },
  {
    interface: z.string().optional(),
    service_id: z.string().optional(),
  },
)
export const ListEndpointsResponse = described(directory, {
  endpoints: z.array(
    described(
      { ...endpoint, ...links },
      {
        service_id: z.string(),
        region_id: z.string(),
        links: Links,
        id: z.string(),
        interface: z.literal('public'),
        region: z.string(),
        url: z.string(),
        enabled: z.boolean(),
      },
    ),
  ),
  links: Links,
}).meta({ id: 'ListEndpointsResponse' })

/** What Terraform's probe is told on the Chinese website (§7.2; any JSON does, fields *inferred*). */
export const ServiceTypesResponse = described(service_type, {
  total_count: z.int(),
  service_types: z.array(
    described(service_type, {
      service_type_name: z.string(),
      service_type_code: z.string(),
      abbreviation: z.string(),
    }),
  ),
}).meta({ id: 'ServiceTypesResponse' })
