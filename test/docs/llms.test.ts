import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { llms_file, llmsText } from '../../scripts/llms.ts'

/** llms.txt, the map of the pages for coding agents. */

const text = readFileSync(llms_file, 'utf8')
const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)

t.test('llms.txt has the titles and first paragraphs of today (npm run pages)', async (t) => {
  t.equal(text, llmsText())
  t.match(text, /^# huaweicloud-sms-emulator\n\n> A local emulator of Huawei Cloud's/)
})

t.test('llms.txt leads to every page for users, and nowhere else', async (t) => {
  for (const folder of ['docs', 'docs/clients', 'docs/recipes', 'skills/sms-emulator']) {
    for (const name of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
      t.ok(links.includes(`${folder}/${name}`), `${folder}/${name}`)
    }
  }
  for (const target of links) t.doesNotThrow(() => readFileSync(target), target)
})
