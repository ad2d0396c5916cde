import { z } from 'zod'
import { companionFailures, GatewayFailure, inUseFailure, queryInt, text } from '../common.ts'
import { described, type Meanings, withMeanings } from '../meanings.ts'

/** What the companions have in common: projects in paths, pages by marker, and refusals in three forms. */

const refusal: Meanings = {
  code: 'Code of the error, such as Ecs.0114 or VPC.0202.',
  message: 'What is wrong, in words. Programs should go by the status.',
  error: 'The refusal.',
  error_code: 'Code of the error, such as VPC.0202.',
  error_msg: 'What is wrong, in words. Programs should go by the status.',
  request_id: 'Id of the request, the same as X-Request-Id.',
}

const NestedFailure = described(refusal, {
  error: described(refusal, { code: z.string(), message: z.string() }),
}).meta({ id: 'NestedFailure', description: 'A refusal of ECS, IMS or EVS.' })

const FlatFailure = described(refusal, { code: z.string(), message: z.string() }).meta({
  id: 'FlatFailure',
  description: 'A refusal of version 1 of VPC.',
})

const PrefixedFailure = described(refusal, {
  request_id: z.string(),
  error_code: z.string(),
  error_msg: z.string(),
}).meta({ id: 'PrefixedFailure', description: 'A refusal of version 3 of VPC.' })

const orGateway = (id: string, schema: z.ZodType) =>
  z.union([schema, GatewayFailure]).meta({ id, description: 'Of the service, or of the gateway.' })

const NestedRefusal = orGateway('NestedRefusal', NestedFailure)
const FlatRefusal = orGateway('FlatRefusal', FlatFailure)
const PrefixedRefusal = orGateway('PrefixedRefusal', PrefixedFailure)

/** The refusals of ECS, IMS and EVS, and what they add where something can be in use. */
export const nestedFailures = companionFailures(NestedRefusal)
export const nestedInUse = inUseFailure(NestedRefusal)
/** Those of version 1 of VPC, and what it adds where something can be in use. */
export const flatFailures = companionFailures(FlatRefusal)
export const flatInUse = inUseFailure(FlatRefusal)
/** Those of version 3 of VPC. */
export const prefixedFailures = companionFailures(PrefixedRefusal)

const params: Meanings = {
  project_id: 'Id of the project; its region is that of the resource.',
  id: 'Id of the resource.',
}

export const ProjectParams = described(params, { project_id: text(64, 1) })
export const ResourceParams = described(params, { project_id: text(64, 1), id: text(64, 1) })

const page: Meanings = {
  marker: 'Id of the last resource of the page before; absent for the first page.',
  limit: 'How many resources a page has at most; all if absent.',
}

/** What pages are asked for by. An unknown marker gives an empty page, so that a client comes to an end. */
export const pageFields = withMeanings(page, {
  marker: text().optional(),
  limit: queryInt(2_000, 2_000),
})
export type Page = { marker?: string | undefined; limit?: number | undefined }

/** What is taken and has no effect: an account has one enterprise project. */
export const grantedFields = withMeanings(
  {
    enterprise_project_id:
      'Enterprise project, or all_granted_eps. It is taken, and does not filter.',
  },
  { enterprise_project_id: text().optional() },
)

/** A parameter that may be given several times: one text or a list of texts. */
export const textsOf = (max: number) => z.union([text(max), z.array(text(max))]).optional()

const page_info: Meanings = {
  page_info: 'Where the page is.',
  previous_marker: 'Id of the first resource of the page; absent on an empty page.',
  next_marker: 'Marker of the next page; absent on the last one.',
  current_count: 'How many resources the page has.',
}

/** What version 3 tells about a page. */
export const pageInfoFields = withMeanings(page_info, {
  page_info: described(page_info, {
    previous_marker: z.string().optional(),
    next_marker: z.string().optional(),
    current_count: z.int(),
  }).meta({ id: 'CompanionPageInfo' }),
})

/** Tags of a network. */
export const TagsAnswer = described(
  { tags: 'Tags; none, as nothing sets them.' },
  {
    tags: z.array(
      described(
        { key: 'Key of the tag.', value: 'Value of the tag.' },
        { key: z.string(), value: z.string() },
      ),
    ),
  },
).meta({ id: 'TagsAnswer' })
