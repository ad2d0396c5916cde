/* global SwaggerUIBundle */
import { operationFilter } from './search.js'

/**
 * The page at `/_emulator/docs/`: Swagger UI for the three documents, and the printed pages beside them. What is shown
 * is in the address: `?document=iam&account=worker-1`. Calls of SMS and IAM are sent with a token of the account.
 */

const documents = { sms: 'SMS', iam: 'IAM', control: 'Control API' }
const pages = { states: 'States', errors: 'Errors' }

const address = new URL(location.href)
const shown = address.searchParams.get('document') ?? 'sms'
const find = (selector) => document.querySelector(selector)

/** The token of the control API, which other machines need: it comes in the fragment, and leaves the address. */
const control_token = new URLSearchParams(address.hash.slice(1)).get('token')
if (control_token !== null) {
  sessionStorage.setItem('control-token', control_token)
  history.replaceState(null, '', address.pathname + address.search)
}

function controlHeaders() {
  const token = sessionStorage.getItem('control-token')
  return token === null ? {} : { 'X-Emulator-Token': token }
}

/** Calls the control API, by a path relative to this page. Throws what it answers instead. */
async function askControl(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: controlHeaders() })
  const body = await answer.json()
  if (!answer.ok) throw Object.assign(new Error(body.error.message), { status: answer.status })
  return body
}

/** This page with another document or account. */
function addressWith(name, value) {
  const url = new URL(location.pathname + location.search, location.href)
  url.searchParams.set(name, value)
  return url.search
}

function drawDocuments() {
  for (const [name, title] of Object.entries({ ...documents, ...pages })) {
    const link = document.createElement('a')
    link.href = addressWith('document', name)
    link.textContent = title
    if (name === shown) link.setAttribute('aria-current', 'page')
    find('nav').append(link)
  }
}

function drawAccounts(names, account) {
  const select = find('.account select')
  select.append(...names.map((name) => new Option(name, name, name === account, name === account)))
  select.addEventListener('change', () => {
    location.search = addressWith('account', select.value)
  })
}

/** The account's token, asked for before the first call that needs one, and again when it no longer counts. */
function tokenKeeper(account) {
  const path = `../tokens?account=${encodeURIComponent(account)}`
  let made
  return {
    async get() {
      made ??= askControl(path, { method: 'POST' })
      const { token, user, project } = await made
      const place = project ? `, project ${project.name}` : ''
      find('.note').textContent = `Calls are sent as ${user} of account ${account}${place}.`
      return token
    },
    forget() {
      made = undefined
    },
  }
}

const isControl = (url) => new URL(url, location.href).pathname.startsWith('/_emulator')
const isLogin = ({ url, method }) =>
  method === 'POST' && /\/(tokens|auth)$/.test(new URL(url, location.href).pathname)

/** Gives calls the credentials that the user has not given. */
function interceptors(keeper) {
  return {
    async requestInterceptor(request) {
      const has = (name) =>
        Object.entries(request.headers).some(([key, value]) => key.toLowerCase() === name && value)
      if (isControl(request.url)) Object.assign(request.headers, controlHeaders())
      else if (!isLogin(request) && !has('x-auth-token') && !has('authorization')) {
        request.headers['X-Auth-Token'] = await keeper.get()
      }
      return request
    },
    responseInterceptor(response) {
      if (response.status === 401 && !isControl(response.url)) {
        keeper.forget()
        find('.note').textContent =
          'The token was refused: the clock passed its end, or the account was reset. Execute again to send a new one.'
      }
      return response
    },
  }
}

/** Ids that are there, in place of those that somebody would have to look up first. */
async function idsOf(account) {
  const query = `?limit=1&account=${encodeURIComponent(account)}`
  const [{ tasks }, { sources }] = await Promise.all(
    ['tasks', 'sources'].map((name) => askControl(`../${name}${query}`)),
  )
  const [task, source] = [tasks[0]?.id, sources[0]?.id]
  return { task_id: task, source_id: source, server_id: source, source, account }
}

function fillIn(specification, values) {
  for (const path of Object.values(specification.paths)) {
    for (const { parameters = [] } of Object.values(path)) {
      for (const parameter of parameters) {
        const value = values[parameter.name]
        const wanted = parameter.in === 'path' || parameter.name === 'account'
        if (wanted && value !== undefined) Object.assign(parameter, { example: value })
      }
    }
  }
  // Without it the page offers a choice of one server: this one.
  delete specification.servers
  return specification
}

/** Swagger UI with a search of ours, and without a bar. */
const searchPlugin = (specification) => (system) => ({
  fn: { opsFilter: operationFilter(specification) },
  components: {
    FilterContainer: () =>
      system.React.createElement('input', {
        type: 'search',
        className: 'search',
        'aria-label': 'Find operations',
        placeholder: 'Find operations by name, path, field or error code',
        onChange: ({ target }) => system.layoutActions.updateFilter(target.value || true),
      }),
  },
})

async function showDocument(account) {
  const [specification, values] = await Promise.all([
    askControl(`../openapi/${shown}.json`),
    idsOf(account),
  ])
  const keeper = tokenKeeper(account)
  find('.note').textContent =
    shown === 'control'
      ? 'The control API needs no credentials on this machine.'
      : `Calls are sent with a token of account ${account}, unless you give credentials yourself.`
  fillIn(specification, values)
  SwaggerUIBundle({
    spec: specification,
    domNode: find('main'),
    deepLinking: true,
    displayOperationId: true,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    filter: true,
    defaultModelsExpandDepth: 0,
    defaultModelExpandDepth: 3,
    plugins: [searchPlugin(specification)],
    ...interceptors(keeper),
  })
}

/** Links to printed pages that are here lead there; others are of the repository. */
const withLinks = (markdown) =>
  markdown.replaceAll(/\[([^\]]+)\]\(([\w./-]+)\.md(#[\w-]+)?\)/g, (_, text, name) =>
    name in pages ? `[${text}](${addressWith('document', name)})` : text,
  )

async function showPage() {
  const answer = await fetch(`${shown}.md`)
  const source = withLinks(await answer.text()).replaceAll(/```mermaid[^`]*```/g, '')
  const plugin = ({ React, getComponent }) => ({
    components: {
      PageLayout: () => React.createElement(getComponent('Markdown', true), { source }),
    },
  })
  find('main').className = 'printed swagger-ui'
  const spec = { openapi: '3.1.0', info: { title: '', version: '' }, paths: {} }
  SwaggerUIBundle({ spec, domNode: find('main'), layout: 'PageLayout', plugins: [plugin] })
}

/** Swagger UI has a dark theme, by a class. */
function followColorScheme() {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
  dark.addEventListener('change', follow)
  follow()
}

function askForToken() {
  const form = find('.token')
  form.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    sessionStorage.setItem('control-token', form.querySelector('input').value)
    location.reload()
  })
}

async function showAll() {
  followColorScheme()
  drawDocuments()
  if (shown in pages) return showPage()
  const { accounts } = await askControl('../accounts')
  const names = accounts.map(({ name }) => name)
  const wanted = address.searchParams.get('account') ?? 'emulator'
  const account = names.includes(wanted) ? wanted : (names[0] ?? wanted)
  drawAccounts(names, account)
  await showDocument(account)
}

try {
  await showAll()
} catch (error) {
  find('.note').textContent = error.message
  if (error.status === 401) askForToken()
}
