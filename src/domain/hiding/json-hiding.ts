/** Tested by: test/domain/redaction.test.ts, test/cli/bundle-secrets.test.ts */
import { endOfString } from '../../text/json-strings.ts'
import { isHarmless, isKnownOption, isSecretName } from './known-names.ts'

/**
 * Hides values of a JSON text where they are: all else stays as it was written, byte for byte. The text is
 * read once, from its beginning to its end, and may be broken: in a text that was cut off, too, a value is
 * hidden by the name before it.
 */

/** What is written in the place of values; the journal and bundles each have one of their own. */
export type Hiding = {
  /**
   * @param isSecret whether its name says that it is a secret; otherwise it is only not known to be harmless.
   * @param name of the field, header or parameter; '' if none is known.
   * @param isText false for a number of JSON, which may then be hidden as another number.
   * @returns what is written in the place of a value.
   */
  hide(value: string, isSecret: boolean, name: string, isText?: boolean): string
  /**
   * @param place of the value; absent for a part of a path.
   * @param isText as for `hide`
   * @returns a value that may be shown, without the secrets that it may quote.
   */
  show(value: string, place?: Place, isText?: boolean): string
  /** @returns what is written in the place of a name; where this is absent, names stay. */
  showName?(name: string): string
}

/** JSON in a string of JSON, and so on: what is deeper is hidden unread. */
const levels_max = 8

/** An object or a list: the name that it has, and that of the next value of an object. */
type Frame = { name: string; parent: string; key: string | null; option: string | null }

const frameOf = (isObject: boolean, name: string, parent: string): Frame => ({
  name,
  parent,
  key: isObject ? '' : null,
  option: null,
})

/** The place of a value, by which it is decided whether it may be shown. */
export type Place = { name: string; parent: string }

const placeIn = ({ name, parent, key }: Frame): Place =>
  key === null ? { name, parent } : { name: key, parent: name }

const colon = ':'.charCodeAt(0)

const end_of_word = /[\s"{}[\],:]/g

/** Where a word ends that is no string, such as a number. */
function endOfWord(text: string, start: number): number {
  end_of_word.lastIndex = start
  return end_of_word.exec(text)?.index ?? text.length
}

const isSpace = (sign: number): boolean => sign === 32 || (sign >= 9 && sign <= 13)

/** Whether a colon follows, so that what is before it is a name. */
function isName(text: string, end: number): boolean {
  let at = end
  while (isSpace(text.charCodeAt(at))) at++
  return text.charCodeAt(at) === colon
}

const usual_string = /^"[^"\\\p{Cc}]*"$/u

/** The value of a string, also of one that breaks the rules or has no end. */
function contentOf(written: string): { value: string; isBroken: boolean } {
  if (usual_string.test(written)) return { value: written.slice(1, -1), isBroken: false }
  try {
    return { value: JSON.parse(written) as string, isBroken: false }
  } catch {
    return { value: written.slice(1).replace(/"$/, ''), isBroken: true }
  }
}

/** Whether a text is JSON that has names, or was meant to be. */
export const isJsonLike = (text: string): boolean => /^\s*[[{]/.test(text)

/**
 * @param place of the string that the text is the value of, if it is one.
 * @returns the text with its values hidden.
 */
export function hideInJson(
  text: string,
  hiding: Hiding,
  place: Place = { name: '', parent: '' },
  level = 0,
): string {
  const parts: string[] = []
  const frames: Frame[] = []
  let frame = frameOf(false, place.name, place.parent)
  let copied = 0
  for (let at = 0, end = 0; at < text.length; at = end) {
    const sign = text[at] ?? ''
    end = at + 1
    if (sign === '{' || sign === '[') {
      frames.push(frame)
      const { name, parent } = placeIn(frame)
      frame = frameOf(sign === '{', name, parent)
    } else if (sign === '}' || sign === ']') {
      frame = frames.pop() ?? frame
      if (frame.key !== null) frame.key = ''
    } else if (!separators.has(sign)) {
      end = sign === '"' ? endOfString(text, at) + 1 : endOfWord(text, at)
      const written = text.slice(at, end)
      if (isName(text, end)) {
        frame.key = sign === '"' ? contentOf(written).value : written
        const named = hiding.showName?.(frame.key) ?? frame.key
        if (named === frame.key) continue
        parts.push(text.slice(copied, at), quoteJson(named))
        copied = end
        continue
      }
      if (frame.key === 'config_key') frame.option = contentOf(written).value
      if (frame.key === 'config_value') frame.option ??= optionAfter(text, end)
      const shown = hideValue(written, frame, hiding, level)
      if (frame.key !== null) frame.key = ''
      if (shown === written) continue
      parts.push(text.slice(copied, at), shown)
      copied = end
    }
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied)
}

const separators: ReadonlySet<string> = new Set(' \t\n\v\f\r,:')

/** The option of a task whose value was written before its key. */
const optionAfter = (text: string, at: number): string =>
  /^\s*,\s*"config_key"\s*:\s*"(\w*)"/.exec(text.slice(at, at + 256))?.[1] ?? ''

const constant = /^(true|false|null)$/
const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** A value of JSON as it may be shown: the same kind of value. */
function hideValue(written: string, frame: Frame, hiding: Hiding, level: number): string {
  const place = placeIn(frame)
  const isString = written.startsWith('"')
  if (!isString && constant.test(written)) return written
  const { value, isBroken } = isString ? contentOf(written) : { value: written, isBroken: false }
  const isJson = isJsonLike(value)
  const isAllowed =
    isHarmless(place.name, place.parent) &&
    (place.name !== 'config_value' || isKnownOption(frame.option ?? '')) &&
    !(isJson && level >= levels_max)
  const shown = isAllowed
    ? isJson
      ? hideInJson(value, hiding, place, level + 1)
      : hiding.show(value, place, isString)
    : hiding.hide(value, isSecretName(place.name), place.name, isString)
  if (shown === value) return written
  if (!isString) return number.test(written) && !number.test(shown) ? quoteJson(shown) : shown
  return isBroken ? restoreBrokenString(written, shown) : quoteJson(shown)
}

const quoteJson = (text: string): string => JSON.stringify(text)

/** A string that has no end, or a sign that none may have, goes on to have none, or one. */
function restoreBrokenString(written: string, shown: string): string {
  const text = quoteJson(shown).slice(0, -1)
  if (written.length < 2 || !written.endsWith('"')) return text
  const isControl = [...written].some((sign) => sign < ' ')
  return `${text}${isControl ? '\n' : '\\x'}"`
}
