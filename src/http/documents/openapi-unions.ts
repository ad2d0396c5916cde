import { ownValue } from '../../text/own-value.ts'
import type { Document, Json, Node } from './openapi-tidy.ts'

/**
 * Discriminators: where every member of a union has a property with a constant of its own, the union names the property,
 * so that generated clients choose by it instead of trying one member after the other.
 */

/** The constants of a schema's properties, by their names. */
const constantsOf = (schema: Json | undefined): Map<string, string> => {
  const { properties = {} } = (schema ?? {}) as { properties?: Record<string, { const?: Json }> }
  return new Map(
    Object.entries(properties).flatMap(([name, { const: constant }]) =>
      typeof constant === 'string' ? [[name, constant]] : [],
    ),
  )
}

/** The discriminator of a union whose members are named; undefined where no property tells them apart. */
function discriminatorOf(members: readonly Json[], schemas: Node): Node | undefined {
  const refs = members.map((member) => String((member as Node | null)?.$ref))
  const constants = refs.map((ref) => constantsOf(ownValue(schemas, ref.split('/').at(-1) ?? '')))
  for (const propertyName of constants[0]?.keys() ?? []) {
    const values = constants.map((one) => one.get(propertyName))
    if (values.includes(undefined) || new Set(values).size < refs.length) continue
    const mapping = Object.fromEntries(values.map((value, index) => [value, refs[index] ?? '']))
    return { propertyName, mapping }
  }
  return undefined
}

/** Adds its discriminator to each union of a document that can have one. */
export function addDiscriminators(document: Document): void {
  const schemas = document.components?.schemas ?? {}
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return
    for (const item of Object.values(value)) visit(item)
    if (Array.isArray(value)) return
    const members = value.oneOf ?? value.anyOf
    if (!Array.isArray(members) || members.length < 2) return
    const discriminator = discriminatorOf(members, schemas)
    if (discriminator) value.discriminator = discriminator
  }
  visit(document)
}
