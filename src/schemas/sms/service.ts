import { z } from 'zod'
import { text } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'

/** What the service says of itself, and its historical operations. */

const service: Meanings = {
  config: 'Settings of the agent by name, such as mainRegion, obs_domain and disktype.',
  regions:
    'Each region of the account, with its name and the domain names and images that an agent uses there.',
  flag: 'true: the privacy agreement has been accepted.',
  value: 'SHA-256 of the text, 64 hex digits in lower case.',
  key: 'Text whose SHA-256 is asked for.',
  t_project_id: 'Id of the project of the target.',
  t_network_id: 'Id of the network, a subnet of a VPC, that is checked.',
  region_id: 'Id of the region of the target.',
  os_type: 'Family of the operating system: WINDOWS or LINUX.',
}

export const ShowConfigResponse = described(service, {
  config: z.record(z.string(), z.string()),
  regions: z.array(z.record(z.string(), z.string())),
}).meta({ id: 'ShowConfigResponse' })
export type ShowConfigResponse = z.infer<typeof ShowConfigResponse>

export const ShowPrivacyAgreementsResponse = described(service, { flag: z.boolean() }).meta({
  id: 'ShowPrivacyAgreementsResponse',
})

/** The documented answer is an empty text, as JSON. */
export const AgreementText = z.literal('').meta({ id: 'AgreementText' })

export const ShowSha256Response = described(service, { value: z.string() }).meta({
  id: 'ShowSha256Response',
})
export const Sha256Params = described(service, { key: text(16_384, 1) })

export const NetAclParams = described(service, {
  t_project_id: text(255, 1),
  t_network_id: text(255, 1),
})
export const NetAclQuery = described(service, { region_id: text(), os_type: text() })
