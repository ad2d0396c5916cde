import { readFileSync } from 'node:fs'
import t from 'tap'
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

for (const { title, text } of snippetsOf(list, 'http://127.0.0.1:7670')) {
  t.test(`the snippet for ${title} is the first example of its page`, async (t) => {
    const page = readFileSync(`docs/clients/${title.toLowerCase()}.md`, 'utf8')
    const [, example] = /^```\w+[^\n]*\n([\s\S]*?)^```/m.exec(page) ?? []
    t.equal(text, example)
  })
}
