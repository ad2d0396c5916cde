import { z } from 'zod'
import { text } from '../common.ts'

/** What the service says of itself, and its historical operations. */

export const ShowConfigResponse = z
  .object({
    config: z.record(z.string(), z.string()),
    regions: z.array(z.record(z.string(), z.string())),
  })
  .meta({ id: 'ShowConfigResponse' })
export type ShowConfigResponse = z.infer<typeof ShowConfigResponse>

export const ShowPrivacyAgreementsResponse = z
  .object({ flag: z.boolean() })
  .meta({ id: 'ShowPrivacyAgreementsResponse' })

/** The documented answer is an empty text, as JSON. */
export const AgreementText = z.literal('').meta({ id: 'AgreementText' })

export const ShowSha256Response = z.object({ value: z.string() }).meta({ id: 'ShowSha256Response' })
export const Sha256Params = z.object({ key: text(16_384, 1) })

export const NetAclParams = z.object({
  t_project_id: text(255, 1),
  t_network_id: text(255, 1),
})
export const NetAclQuery = z.object({ region_id: text(), os_type: text() })
