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

const wordsOf = (phrase) => phrase.toLowerCase().split(/\s+/).filter(Boolean)

/** Whether a text has all words of a phrase. */
export function rowFilter(phrase) {
  const words = wordsOf(phrase)
  return (text) => words.every((word) => text.toLowerCase().includes(word))
}

/** @returns what counts the rows of the tables of a page, in Markdown, that a phrase finds. */
export function rowCounter(markdown) {
  const rows = markdown
    .split('\n')
    .filter((line, at, all) => /^\| (?!-)/.test(line) && !all[at + 1]?.startsWith('| - '))
  return (phrase) => rows.filter(rowFilter(phrase)).length
}

/**
 * @returns `filter`, which Swagger UI calls with its operations, by tag, and with what was typed; the best come first. And
 *   `count`, of the operations that a phrase finds.
 */
export function operationSearch(specification) {
  const known = new Map()
  const textsFor = (path, method) => {
    const key = `${method} ${path}`
    const operation = specification.paths[path]?.[method]
    const texts = known.get(key) ?? [
      operation?.operationId?.toLowerCase() ?? '',
      operation?.summary?.toLowerCase() ?? '',
      `${key}\n${textsOf(operation, specification)}`.toLowerCase(),
    ]
    known.set(key, texts)
    return texts
  }
  /** 0 where the name fits, 1 the summary, 2 anything else; -1 where nothing does. */
  const rank = (path, method, fits) => textsFor(path, method).findIndex(fits)
  const filter = (tagged, phrase) => {
    const fits = rowFilter(phrase)
    const rankOf = (operation) => rank(operation.get('path'), operation.get('method'), fits)
    return tagged
      .map((tag) =>
        tag.update('operations', (operations) =>
          operations.filter((one) => rankOf(one) >= 0).sortBy(rankOf),
        ),
      )
      .filter((tag) => tag.get('operations').size > 0)
      .sortBy((tag) => rankOf(tag.get('operations').first()))
  }
  const count = (phrase) =>
    Object.entries(specification.paths).flatMap(([path, methods]) =>
      Object.keys(methods).filter((method) => rank(path, method, rowFilter(phrase)) >= 0),
    ).length
  return { filter, count }
}
