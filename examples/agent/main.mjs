import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Agent } from './agent.mjs'
import { connect, Refused } from './api.mjs'

/** Registers this "server" and serves it: node examples/agent/main.mjs --name web-01 */

const { values: given } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:7670' },
    name: { type: 'string', default: 'agent-example' },
    id: { type: 'string' },
    ticks: { type: 'string', default: 'Infinity' },
    pause: { type: 'string', default: '1' },
  },
})

const sms = connect({
  url: given.url,
  user: 'developer',
  password: 'Emulator@123',
  domain: 'emulator',
  project: 'ap-southeast-1',
})
const body = JSON.parse(readFileSync(new URL('server.json', import.meta.url), 'utf8'))
const agent = new Agent(sms, { ...body, name: given.name, ...(given.id ? { id: given.id } : {}) })
console.log(`${given.name} is source ${await agent.register()}`)

let told
for (let tick = 0; tick < Number(given.ticks); tick++) {
  const command = await agent.step().catch((error) => {
    // A client may act between a poll and its answer: the next poll knows of it.
    if (error instanceof Refused) return error.message
    throw error
  })
  if (command !== told) console.log(command)
  told = command
  await pause(Number(given.pause) * 1000)
}
