import { createHmac, timingSafeEqual } from 'node:crypto'

/** Passcodes of a virtual MFA device: RFC 6238 with SHA-1, six digits, thirty seconds. */

const step_ms = 30_000
const digits = 6
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The passcode of a base32 secret at a moment. */
export function passcodeAt(secret: string, moment: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(moment / step_ms)))
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 0xf) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** @returns moments whose passcodes are all right at a moment: of the step before it, its own, and the next. */
export const passcodeMoments = (moment: number): number[] =>
  [-step_ms, 0, step_ms].map((shift) => Math.max(0, moment + shift))

/** Whether a passcode is that of a moment, or of the step before or after it. */
export function isPasscode(secret: string, passcode: string, moment: number): boolean {
  const given = Buffer.from(passcode)
  return passcodeMoments(moment)
    .map((one) => Buffer.from(passcodeAt(secret, one)))
    .some((right) => right.length === given.length && timingSafeEqual(right, given))
}

function bytesOf(base32: string): Buffer {
  const bits = [...base32.toUpperCase().replace(/=+$/, '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
