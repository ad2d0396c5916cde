/** Tested by: test/cli/bundle-secrets.test.ts */
import { replacerOf } from '../../text/replace-many.ts'
import { hideInText, isHiddenByForm, withoutQuote } from '../hiding/hiding.ts'
import type { Hiding } from '../hiding/json-hiding.ts'
import { withoutSignature } from '../identity/id-tokens.ts'
import { hashPassword, isPassword } from '../identity/passwords.ts'
import { passcodeAt, passcodeMoments } from '../identity/totp.ts'
import { hidden_part } from './hidden-parts.ts'
import { isVocabulary } from './vocabulary.ts'

/**
 * Puts a placeholder in the place of each value that may not be seen in a bundle, the same one wherever a
 * client sent the same value. A placeholder is of the same kind as its value, so that a replay gets the same
 * answers. In an answer the mark of a hidden part is put in the place of the value: whether the emulator
 * repeated the value or said the same by itself cannot be told, so a replay may have either there.
 *
 * A run is hidden twice: in the first round all values are found, in the second those are found, too, that a
 * message quotes.
 */

type ProviderKeys = Parameters<typeof withoutSignature>[1]

/** Shorter values are in too many places by chance. */
const repeated_min = 6
/** Each costs some milliseconds. */
const hash_checks_max = 256

export class Placeholders implements Hiding {
  readonly #placeholders = new Map<string, string>()
  readonly #given = new Set<string>()
  /** Public values, and those that the emulator made: they follow from the seed, which is in the file. */
  readonly #open: Set<string>
  readonly #shown = new Set<string>()
  readonly #secrets = new Set<string>()
  readonly #passwords = new Set<string>()
  readonly #totp_secrets = new Set<string>()
  readonly #hashes = new Map<string, string>()
  readonly #id_tokens = new Set<string>()
  #checks = 0
  #isSecondRound = false
  #isAnswer = false
  #moments: readonly number[] = []
  #provider_keys: ProviderKeys = []
  #replaceInRequest = (text: string): string => text
  #replaceInAnswer = (text: string): string => text

  /** @param open values that everybody knows. */
  constructor(open: Iterable<string>) {
    this.#open = new Set(open)
  }

  /** How many values have a placeholder. */
  get count(): number {
    return this.#placeholders.size
  }

  /** Begins the second round. */
  beginSecondRound(): void {
    this.#isSecondRound = true
    const repeated = [...this.#placeholders].filter(
      ([value]) => value.length >= repeated_min && !isHiddenByForm(value),
    )
    const isUnshown = (value: string): boolean => !this.#shown.has(value)
    const changed = repeated.filter(([value]) => isUnshown(value))
    const replaceWords = replacerOf(
      new Map(changed.filter(([value]) => isVocabulary(value))),
      { count: 0 },
      isWordOfText,
    )
    const replaceOthers = replacerOf(new Map(changed.filter(([value]) => !isVocabulary(value))))
    const replaceInRequest = (text: string): string => replaceOthers(replaceWords(text))
    this.#replaceInRequest = replaceInRequest
    this.#replaceInAnswer = replacerOf(
      new Map(
        repeated
          .filter(([value]) => this.#secrets.has(value) || isUnshown(value))
          .map(([value]) => [value, hidden_part]),
      ),
    )
  }

  /** ID tokens, without their signatures, whose signatures were right. */
  get id_tokens(): string[] {
    return [...this.#id_tokens]
  }

  /**
   * What comes now was sent by a client.
   *
   * @param moments by which a passcode of it may be right.
   * @param provider_keys by which an ID token of it may be right.
   */
  beginRequest(moments: readonly number[], provider_keys: ProviderKeys = []): void {
    this.#isAnswer = false
    this.#moments = moments
    this.#provider_keys = provider_keys
  }

  /** What comes now was answered: a secret that no client sent before was made by the emulator. */
  beginAnswer(): void {
    this.#isAnswer = true
  }

  hide(value: string, isSecret: boolean, name: string): string {
    if (value === '' || this.#open.has(value)) return value
    if (name === 'password_hash') return this.#hashFor(value)
    if (name === 'passcode' && !this.#isAnswer) return this.#passcodeFor(value)
    if (this.#isAnswer) return this.#hideInAnswer(value, isSecret)
    if (isSecret) this.#secrets.add(value)
    if (name === 'password') this.#passwords.add(value)
    if (name === 'totp_secret') this.#totp_secrets.add(value)
    return this.#placeholderFor(value)
  }

  show(value: string): string {
    if (!this.#isSecondRound) this.#shown.add(value)
    const text = this.#isAnswer
      ? this.#replaceInAnswer(withoutQuote(value))
      : this.#replaceInRequest(value)
    return hideInText(text, this)
  }

  #hideInAnswer(value: string, isSecret: boolean): string {
    if (this.#placeholders.has(value)) return hidden_part
    if (!isSecret) return this.#replaceInAnswer(value)
    if (value.length >= repeated_min) this.#open.add(value)
    return value
  }

  #placeholderFor(value: string): string {
    const id_token = withoutSignature(value, this.#provider_keys, (one) =>
      this.#placeholderFor(one),
    )
    if (id_token) {
      // It may be right only once its provider is known.
      if (id_token.isSigned) this.#id_tokens.add(id_token.text)
      this.#placeholders.set(value, id_token.text)
      return id_token.text
    }
    const known = this.#placeholders.get(value)
    if (known !== undefined) return known
    let number = this.#placeholders.size + 1
    let placeholder = placeholderLike(value, number)
    while (this.#given.has(placeholder) || this.#open.has(placeholder)) {
      placeholder = placeholderLike(value, ++number)
    }
    this.#given.add(placeholder)
    this.#placeholders.set(value, placeholder)
    return placeholder
  }

  /** A passcode that was right is the one of the placeholder of its secret. */
  #passcodeFor(passcode: string): string {
    for (const secret of this.#totp_secrets) {
      const moment = this.#moments
        .flatMap(passcodeMoments)
        .find((one) => passcodeAt(secret, one) === passcode)
      if (moment !== undefined) return passcodeAt(this.#placeholderFor(secret), moment)
    }
    return this.#placeholderFor(passcode)
  }

  /** The hash of the placeholder, where it is known of which password the hash is. */
  #hashFor(hash: string): string {
    // In the first round not all passwords are known yet.
    if (!this.#isSecondRound) return hash
    const known = this.#hashes.get(hash)
    if (known !== undefined) return known
    const [kind = '', cost = '', salt = ''] = hash.split('$')
    const password = [...this.#passwords].find(
      (one) => this.#checks++ < hash_checks_max && isPassword(one, hash),
    )
    if (password !== undefined) {
      // It is tried last from now on: an export has its users, and so their hashes, in the order of their passwords.
      this.#passwords.delete(password)
      this.#passwords.add(password)
    }
    const other =
      password === undefined
        ? this.#isAnswer
          ? hash
          : `${kind}$${cost}$${salt}$${placeholderLike('0'.repeat(64), this.#hashes.size + 1)}`
        : hashPassword(this.#placeholderFor(password), salt, Number(cost))
    this.#hashes.set(hash, other)
    return other
  }
}

/** Whether a part of a text is between spaces, quotes and its ends, and not within a name or a state. */
const isWordOfText = (text: string, start: number, end: number): boolean =>
  /^[\s"'`]?$/.test(text.slice(Math.max(0, start - 1), start)) &&
  /^[\s"'`]?$/.test(text.slice(end, end + 1))

/** A text of the same length and kind as a value, and of a number; longer where the number is. */
function placeholderLike(value: string, number: number): string {
  const { length } = value
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return String(number).padStart(length, '9')
  if (/^[0-9a-f]{32,}$/.test(value)) return number.toString(16).padStart(length, '0')
  const padding = /=*$/.exec(value)?.[0] ?? ''
  if (/^[A-Za-z2-7]{16,}=*$/.test(value)) {
    return base32(number).padStart(length - padding.length, 'A') + padding
  }
  const start = value.startsWith('MII') ? 'MII' : ''
  const name = `${start}hidden-${number}-`
  if (name.length <= length) return name.padEnd(length, 'x')
  return number.toString(36).padStart(length, 'x')
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const base32 = (number: number): string =>
  number < 32 ? (letters[number] ?? '') : base32(Math.floor(number / 32)) + letters[number % 32]
