import t from 'tap'
import {
  createTemplate,
  deleteTemplates,
  listTemplates,
  updateTemplate,
} from '../../src/operations/sms/templates.ts'
import { testAccount } from '../helper.ts'

const page = { limit: 50, offset: 0 }

t.test('CreateTemplate: the fiftieth shared template is the last', async (t) => {
  const { account } = testAccount(t)
  for (let count = 0; count < 50; count++) createTemplate(account, { name: `t-${count}` })
  t.throws(() => createTemplate(account, { name: 'one more' }), { code: 'SMS.7113' })
  createTemplate(account, { name: 'hidden', is_template: false })
  t.equal(listTemplates(account, page).count, 50, 'one of a single task is in no list')
})

t.test('UpdateTemplate: the name of another shared template is taken', async (t) => {
  const { account } = testAccount(t)
  createTemplate(account, { name: 'one' })
  const { id } = createTemplate(account, { name: 'two' })
  t.throws(() => updateTemplate(account, id, { name: 'one' }), { code: 'SMS.7112' })
  updateTemplate(account, id, { name: 'two' })
})

t.test('DeleteTemplates: one that is unknown keeps the others', async (t) => {
  const { account } = testAccount(t)
  const { id } = createTemplate(account, { name: 'one' })
  t.throws(() => deleteTemplates(account, [id, 'none']), { code: 'SMS.7101' })
  t.equal(listTemplates(account, page).count, 1)
  deleteTemplates(account, [id, id])
  t.equal(listTemplates(account, page).count, 0)
})
