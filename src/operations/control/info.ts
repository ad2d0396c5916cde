import { version } from '../../package.ts'
import type { Host } from '../../parts/host.ts'
import { forEachCompanion } from '../../schemas/companion-services.ts'
import type { Endpoints, Info } from '../../schemas/control/control.ts'
import type { Accounts } from '../registry/accounts.ts'
import { listAccounts } from './account-birth.ts'

/** Where the services are when the emulator is reached at `url`. */
export const endpointsAt = ({ tls_port }: Host, url: string): Endpoints => ({
  url,
  iam: url,
  sms: url,
  ...forEachCompanion(({ name }) => `${url}/${name}`),
  control: `${url}/_emulator`,
  ...(tls_port === null ? {} : { https: `https://${new URL(url).hostname}:${tls_port}` }),
})

/** What this process is and how it is set; never a secret. */
export function info(accounts: Accounts, url: string): Info {
  const { config } = accounts
  const { host, port, db, fixture, clock, pace, auth, seed, log_level, log_format } = config
  const { result_list, strict_contract, scenario, agent, noise, degrade } = config
  const { journal_limit, request_timeout } = config
  return {
    name: 'huaweicloud-sms-emulator',
    version,
    endpoints: endpointsAt(accounts.host, url),
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
        degrade,
        journal_limit,
        request_timeout,
      },
      public_url: config.public_url ?? null,
      tls: config.tls ?? null,
      tls_port: config.tls_port,
      tls_ca_file: config.tls_ca_file ?? null,
      tls_cert: config.tls_cert ?? null,
    },
    accounts: listAccounts(accounts),
  }
}

/** Alive, as it answers. */
export const health = () => ({ status: 'ok' }) as const

/** Whether everything is seeded and the database file is there; or why not. */
export function ready({ host, commits }: Accounts): { ready: boolean; reason?: string } {
  const reason = host.notReadyReason ?? commits.fileProblem()
  return reason === null ? { ready: true } : { ready: false, reason }
}
