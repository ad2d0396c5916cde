/** Which operations a phrase finds: by path, name, summary, description, and by the fields and texts of what they take and answer. */

/** All texts below a part of a document, references followed, in lower case. */
function textsOf(part, specification) {
  const texts = []
  const seen = new Set()
  const visit = (value) => {
    if (typeof value === 'string') texts.push(value)
    if (typeof value !== 'object' || value === null) return
    for (const [key, item] of Object.entries(value)) {
      if (key !== '$ref') {
        texts.push(key)
        visit(item)
      } else if (!seen.has(item)) {
        seen.add(item)
        visit(
          item
            .split('/')
            .slice(1)
            .reduce((node, name) => node?.[name], specification),
        )
      }
    }
  }
  visit(part)
  return texts.join('\n').toLowerCase()
}

/** @returns what Swagger UI calls with its operations, by tag, and with what was typed. */
export function operationFilter(specification) {
  const known = new Map()
  const textOf = (path, method) => {
    const key = `${method} ${path}`
    const text =
      known.get(key) ?? `${key}\n${textsOf(specification.paths[path]?.[method], specification)}`
    known.set(key, text)
    return text
  }
  return (tagged, phrase) => {
    const words = phrase.toLowerCase().split(/\s+/).filter(Boolean)
    const isFound = (operation) => {
      const text = textOf(operation.get('path'), operation.get('method'))
      return words.every((word) => text.includes(word))
    }
    return tagged
      .map((tag) => tag.update('operations', (operations) => operations.filter(isFound)))
      .filter((tag) => tag.get('operations').size > 0)
  }
}
