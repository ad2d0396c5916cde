import { companion_services } from '../../schemas/companion-services.ts'
import { noticeLines } from '../clock-line.ts'
import type { Context } from '../context.ts'

/** `sms-emulator info`: what the emulator is and how it is set. */
export async function info({ client, out }: Context): Promise<void> {
  const answer = await client.info()
  out.show(answer, () => {
    const { name, version, endpoints, settings, accounts } = answer
    const notices = accounts.flatMap((account) => noticeLines(account, out))
    return [
      ...out.fields({
        version: `${name} ${version}`,
        url: endpoints.url,
        companions: companion_services.map(({ name }) => endpoints[name]).join(', '),
        ...(endpoints.https === undefined ? {} : { https: endpoints.https }),
        control: endpoints.control,
        data: settings.db,
        'clock at start': `${settings.clock} at pace ${settings.pace}`,
        auth: settings.auth,
        seed: settings.seed,
        accounts: accounts.map((account) => account.name).join(', '),
      }),
      ...notices,
    ]
  })
}
