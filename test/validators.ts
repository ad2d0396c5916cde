import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import { documents, type Surface, surfaces } from './documents.ts'

/** What checks values by schemas; those of the OpenAPI documents are compiled once for all tests of a process. */

/** Each schema checks a few values: to make its code shorter takes longer than to run it. */
export const ajv_options: Options = {
  strict: false,
  validateFormats: false,
  code: { optimize: false },
  inlineRefs: false,
}

const ajv = new Ajv2020(ajv_options)
for (const surface of surfaces) {
  ajv.addSchema({ components: documents[surface].components }, surface)
}
const compiled = new Map<string, ValidateFunction>()

/** What checks values by a schema of a document. */
export function validatorOf(surface: Surface, schema: object): ValidateFunction {
  const within = JSON.stringify(schema).replaceAll('"#/', `"${surface}#/`)
  const validate = compiled.get(within) ?? ajv.compile(JSON.parse(within))
  compiled.set(within, validate)
  return validate
}
