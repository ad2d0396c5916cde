import { readFileSync } from 'node:fs'
import t from 'tap'
import { requireNode } from '../src/package.ts'

const { engines } = JSON.parse(readFileSync('package.json', 'utf8'))

t.test('a Node.js that is too old is refused in a sentence that names both versions', async (t) => {
  t.throws(() => requireNode({ napi: '9', node: '20.20.2' }), {
    name: 'NodeTooOld',
    message:
      /^huaweicloud-sms-emulator needs Node\.js 22\.14 or later; this is 20\.20\.2\. \w.*\.$/,
  })
  t.equal(engines.node, '>=22.14', 'the first with Node-API 10')
})

t.test('the Node.js that runs the tests is accepted', async (t) => {
  t.doesNotThrow(() => requireNode(process.versions))
})
