import t from 'tap'
import { banner } from '../../src/cli/banner.ts'
import { configOf, testSettings } from '../../src/config.ts'
import { startServer } from '../../src/process/server.ts'
import { blocks } from './pages.ts'

/** What the pages show of a start is what it prints. */

const shown = blocks.filter(({ code }) => code.startsWith('huaweicloud-sms-emulator '))

t.ok(shown.length > 1, 'the README and the page of the options show it')

for (const { path, code } of shown) {
  t.test(`${path} shows the first lines of a start`, async (t) => {
    const pace = Number(/flowing at pace (\d+)/.exec(code)?.[1])
    const running = await startServer(configOf({ ...testSettings, clock: 'flowing', pace }))
    t.teardown(running.close)
    const withoutPorts = (text: string) => text.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1')
    const printed = banner(running).join('\n').trimStart()
    t.equal(withoutPorts(printed).slice(0, withoutPorts(code).length), withoutPorts(code))
  })
}
