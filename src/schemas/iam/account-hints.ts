import { z } from 'zod'

/**
 * What the body of a call to IAM says of accounts, before anything of it was checked: whatever has another form is
 * not there.
 */

/** An id and a name, of which either may be left out. They may be anything. */
const NamedThing = z
  .object({ id: z.unknown().optional(), name: z.unknown().optional() })
  .optional()
  .catch(undefined)

const CredentialOwner = z
  .object({
    user: z.object({ id: z.unknown().optional(), domain: NamedThing }).optional().catch(undefined),
  })
  .optional()
  .catch(undefined)

export const AccountHints = z
  .object({
    auth: z
      .object({
        identity: z
          .object({
            token: NamedThing,
            password: CredentialOwner,
            totp: CredentialOwner,
            assume_role: z
              .object({ domain_id: z.unknown().optional(), domain_name: z.unknown().optional() })
              .optional()
              .catch(undefined),
          })
          .optional()
          .catch(undefined),
        scope: z.object({ domain: NamedThing }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
    agency_urn: z.string().optional().catch(undefined),
  })
  .catch({})
export type AccountHints = z.infer<typeof AccountHints>
