import { endOfString } from './json-strings.ts'

/** How deep what travels may be nested; all that looks into it calls itself. */

/** No body, fixture or scenario that anybody writes is nested half as deep (*inferred*). */
export const depth_max = 100

const [quote, bracket, brace, closing_bracket, closing_brace] = [...'"[{]}'].map((sign) =>
  sign.charCodeAt(0),
)

/** Whether a JSON text is nested too deep. Looks at each sign once; brackets in strings do not count. */
export function isTooDeep(body: string): boolean {
  let depth = 0
  for (let at = 0; at < body.length; at++) {
    const sign = body.charCodeAt(at)
    if (sign === quote) at = endOfString(body, at)
    else if (sign === bracket || sign === brace) {
      if (++depth > depth_max) return true
    } else if (sign === closing_bracket || sign === closing_brace) depth--
  }
  return false
}
