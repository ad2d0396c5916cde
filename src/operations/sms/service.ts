import { createHash } from 'node:crypto'
import { smsImageIds } from '../../domain/companions/default-images.ts'
import { ApiError } from '../../errors/refusals.ts'
import { quoteValue } from '../../schemas/sentences.ts'
import type { ShowConfigResponse } from '../../schemas/sms/service.ts'
import { OsType } from '../../schemas/sms/states.ts'
import type { Account } from '../account/account.ts'

/** What the service says of itself and of an account, and its historical operations. */

const main_region = 'cn-north-4'

/** What an agent needs to reach the services of a region: names and ids that follow from its name. */
function region(name: string): Record<string, string> {
  const at = (service: string) => `${service}.${name}.myhuaweicloud.com`
  return {
    region_name: name,
    desc: name,
    project_name: name,
    cloud_type: 'hws',
    iam_domain: at('iam'),
    ecs_domain: at('ecs'),
    evs_domain: at('evs'),
    vpc_domain: at('vpc'),
    ims_domain: at('ims'),
    sms_domain: at('sms'),
    obs_domain: at('obs'),
    dns_domain: '100.125.1.250',
    kms_address: at('kms'),
    ...smsImageIds(name),
  }
}

/** The agent's configuration: the account's regions, with the main one first. */
export function showConfig(account: Account): ShowConfigResponse {
  return account.read((view) => {
    const names = view.projects.all().map(({ name }) => name)
    return {
      config: {
        mainRegion: main_region,
        obs_domain: `obs.${main_region}.myhuaweicloud.com`,
        disktype: 'SAS',
        process_and_it: '',
      },
      regions: [...new Set([main_region, ...names])].map(region),
    }
  })
}

export const showPrivacyAgreements = (account: Account) =>
  account.read((view) => ({ flag: view.agreements.find()?.flag ?? false }))

export function createPrivacyAgreements(account: Account): void {
  account.write((session) => session.agreements.save({ flag: true }))
}

/** Historical. The SHA-256 of the key's text, in hex (the example is that of `hello`). */
export const showSha256 = (key: string): { value: string } => ({
  value: createHash('sha256').update(key).digest('hex'),
})

/** Historical. No network stands behind the emulator: nothing blocks. @throws ApiError SMS.6601 */
export function checkNetAcl(os_type: string): void {
  if (!OsType.safeParse(os_type).success) throw new ApiError('osTypeInvalid', quoteValue(os_type))
}
