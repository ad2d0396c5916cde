import type { Emulator } from '../emulator.ts'
import type { Endpoints, Info } from '../schemas/control.ts'
import { version } from '../version.ts'
import { listAccounts } from './accounts.ts'

/** Where the services are when the emulator is reached at `url`. */
export const endpointsAt = (url: string): Endpoints => ({
  url,
  iam: url,
  sms: url,
  control: `${url}/_emulator`,
})

/** What this process is and how it is set; never a secret. */
export function showInfo(emulator: Emulator, url: string): Info {
  const { config } = emulator
  const { host, port, db, fixture, clock, pace, auth, seed, log_level, log_format } = config
  const { result_list, strict_contract, scenario, agent, noise, mean } = config
  return {
    name: 'huaweicloud-sms-emulator',
    version,
    endpoints: endpointsAt(url),
    settings: {
      ...{
        host,
        port,
        db,
        fixture,
        clock,
        pace,
        auth,
        seed,
        log_level,
        log_format,
        result_list,
        strict_contract,
        scenario,
        agent,
        noise,
        mean,
      },
      public_url: config.public_url ?? null,
    },
    accounts: listAccounts(emulator),
  }
}
