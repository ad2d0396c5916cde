import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { GenericContainer, Wait } from 'testcontainers'

// npm install --save-dev testcontainers && node --test (testcontainers wants Node 22 or later)
const container = await new GenericContainer('huaweicloud-sms-emulator:0.2.0')
  .withEnvironment({
    SMS_EMULATOR_CLOCK: 'frozen',
    SMS_EMULATOR_PACE: '1',
    SMS_EMULATOR_CONTROL_TOKEN: 'off',
  })
  .withExposedPorts(7670)
  .withWaitStrategy(Wait.forHttp('/_emulator/ready', 7670))
  .start()
after(() => container.stop())

const sms = `http://${container.getHost()}:${container.getMappedPort(7670)}`

test('time is the test’s', async () => {
  const response = await fetch(`${sms}/_emulator/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: 'PT10M' }),
  })
  assert.equal((await response.json()).stopped, 'duration')
})
