import { readFileSync } from 'node:fs'
import t from 'tap'
import { companion_services } from '../../src/schemas/companion-services.ts'
import { snippetsOf } from '../../src/ui/views/snippets.ts'

// The pages of docs/clients are run by `npm test -- sdk`; what the dashboard shows is their first example.
const list = {
  account: 'emulator',
  domain_id: '0e0000000000000000000000000d0001',
  projects: [{ name: 'ap-southeast-1', id: '0215ef11e49d4743be23dd97a1561e91' }],
  count: 1,
  users: [
    {
      name: 'developer',
      id: '0',
      enabled: true,
      password: 'Emulator@123',
      access_keys: [
        {
          ak: 'EMULATORACCESSKEY001',
          sk: 'emulatorSecretKeyForLocalTestsOnly000001',
          status: 'active' as const,
        },
      ],
    },
  ],
}

const snippets = snippetsOf(list, 'http://127.0.0.1:7670')

for (const { title, text } of snippets) {
  t.test(`the snippet for ${title} is the first example of its page`, async (t) => {
    const page = readFileSync(`docs/clients/${title.toLowerCase()}.md`, 'utf8')
    const [, example] = /^```\w+[^\n]*\n([\s\S]*?)^```/m.exec(page) ?? []
    t.equal(text, example)
  })
}

t.test('the snippet for Terraform sends the calls of every service to the emulator', async (t) => {
  const { text = '' } = snippets.find(({ title }) => title === 'Terraform') ?? {}
  for (const name of ['iam', 'sms', ...companion_services.map((service) => service.name)]) {
    t.match(text, new RegExp(`^ +${name} += var\\.emulator$`, 'm'), name)
  }
})
