/** The tabs, what of them the address of the page names, and links to them. */

export const documents = { sms: 'SMS', iam: 'IAM', control: 'Control API' }
export const pages = { sources: 'Source fields', states: 'States', errors: 'Errors' }

export const address = new URL(location.href)
export const shown = address.searchParams.get('document') ?? 'sms'

/** What is typed into the search at first: a link of another tab says it. */
export const wanted = address.searchParams.get('find') ?? ''

/** This page with another document or account. */
export function addressWith(name, value) {
  const url = new URL(location.pathname + location.search, location.href)
  url.searchParams.delete('find')
  url.searchParams.set(name, value)
  return url.search
}

const linkTo = (name) => `[the tab ${pages[name]}](${addressWith('document', name)})`

/** A text with links to the tabs in place of the names of the files that they show. */
const nameTabs = (text) =>
  text.replaceAll(/`?docs\/(\w+)\.md`?/g, (file, name) => (name in pages ? linkTo(name) : file))

/** The document with links to the tabs in its descriptions. */
export const withTabs = (specification) =>
  JSON.parse(JSON.stringify(specification), (key, value) =>
    key === 'description' && typeof value === 'string' ? nameTabs(value) : value,
  )

/** Links to printed pages that are here lead there; others are of the repository. */
export const withLinks = (markdown) =>
  nameTabs(
    markdown.replaceAll(/\[([^\]]+)\]\(([\w./-]+)\.md(#[\w-]+)?\)/g, (_, text, name) =>
      name in pages ? linkTo(name) : text,
    ),
  )
