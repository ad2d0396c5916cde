import t from 'tap'
import { isPasscode, passcodeAt } from '../../src/domain/identity/totp.ts'
import { totp_secret } from '../iam-helper.ts'

t.test('passcodes are those of RFC 6238, appendix B', async (t) => {
  const vectors: [seconds: number, passcode: string][] = [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ]
  for (const [seconds, passcode] of vectors) {
    t.equal(passcodeAt(totp_secret, seconds * 1000), passcode)
  }
})

t.test('one step earlier or later is taken, two are not', async (t) => {
  const passcode = passcodeAt(totp_secret, 600_000)
  for (const [moment, isTaken] of [
    [600_000, true],
    [570_000, true],
    [659_999, true],
    [569_999, false],
    [660_000, false],
  ] as const) {
    t.equal(isPasscode(totp_secret, passcode, moment), isTaken, String(moment))
  }
  t.notOk(isPasscode(totp_secret, '', 0))
})
