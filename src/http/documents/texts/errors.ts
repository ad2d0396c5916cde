import type { ErrorName } from '../../../errors/refusals.ts'
import { companionErrors } from './errors-companions.ts'
import { controlErrors } from './errors-control.ts'
import { iamErrors } from './errors-iam.ts'
import { migrationErrors } from './errors-migrations.ts'
import { requestErrors } from './errors-requests.ts'
import type { Advice } from './types.ts'

/** When each error of the table is answered, and what to do about it. An error without it does not compile. */
export const advice: Record<ErrorName, Advice> = {
  ...requestErrors,
  ...migrationErrors,
  ...iamErrors,
  ...companionErrors,
  ...controlErrors,
}
