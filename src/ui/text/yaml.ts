/** A value as YAML that people read: enough for scenarios and faults, which are small. */
export function yamlOf(value: unknown, indent = ''): string {
  if (Array.isArray(value)) return value.map((item) => `${indent}- ${inline(item)}`).join('\n')
  if (typeof value !== 'object' || value === null) return `${indent}${inline(value)}`
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) =>
      typeof field === 'object' && field !== null && isNested(field)
        ? `${indent}${name}:\n${yamlOf(field, `${indent}  `)}`
        : `${indent}${name}: ${inline(field)}`,
    )
    .join('\n')
}

const isNested = (field: object): boolean =>
  Object.values(field).some((one) => typeof one === 'object' && one !== null)

const inline = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(inline).join(', ')}]`
    : typeof value === 'object' && value !== null
      ? `{ ${Object.entries(value)
          .filter(([, field]) => field !== undefined)
          .map(([name, field]) => `${name}: ${inline(field)}`)
          .join(', ')} }`
      : typeof value === 'string' && !/^[A-Za-z][\w. -]*$/.test(value)
        ? JSON.stringify(value)
        : String(value)
