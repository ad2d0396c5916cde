/* global SwaggerUIBundle */
import { operationFilter } from './search.js'

/**
 * The page at `/_emulator/docs/`: Swagger UI for the three documents, and the printed pages beside them. What is shown
 * is in the address: `?document=iam&account=worker-1`. Calls of SMS and IAM are sent with a token of the account.
 */

const documents = { sms: 'SMS', iam: 'IAM', control: 'Control API' }
const pages = { sources: 'Source fields', states: 'States', errors: 'Errors' }

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

/** How a client of the account logs in; null for an account none of whose passwords is known. */
async function loginOf(account) {
  const query = `?account=${encodeURIComponent(account)}`
  const { users, projects } = await askControl(`../credentials${query}`)
  const user = users.find(({ enabled, password }) => enabled && password !== null)
  if (!user) return null
  const { name, password } = user
  const domain = { name: account }
  const [project] = projects
  return {
    auth: {
      identity: { methods: ['password'], password: { user: { name, password, domain } } },
      scope: project ? { project: { name: project.name } } : { domain },
    },
  }
}

const nobody =
  'The emulator knows no password of this account: give credentials yourself, with Authorize.'

/** Whose calls are sent. */
function describeLogin({ auth: { identity, scope } }) {
  const { name, domain } = identity.password.user
  const project = scope.project ? `, project ${scope.project.name}` : ''
  return `Calls are sent as ${name} of account ${domain.name}${project}, unless you give credentials yourself.`
}

/** A token of the account: it logs in before the first call that needs one, and again when the token no longer counts. */
function tokenKeeper(login) {
  const logIn = async () => {
    const body = JSON.stringify(login)
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch('../../v3/auth/tokens', { method: 'POST', headers, body })
    return answer.headers.get('x-subject-token')
  }
  let token
  return {
    get() {
      token ??= login === null ? null : logIn()
      return token
    },
    forget() {
      token = undefined
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
        const token = await keeper.get()
        if (token !== null) request.headers['X-Auth-Token'] = token
        // Of the operations that are about a token, it is the one that they look at.
        const isAboutToken = new URL(request.url, location.href).pathname === '/v3/auth/tokens'
        if (isAboutToken && !has('x-subject-token')) request.headers['X-Subject-Token'] = token
      }
      return request
    },
    responseInterceptor(response) {
      if (response.status === 401 && !isControl(response.url)) {
        keeper.forget()
        find('.note').textContent =
          'The credentials were refused: a token ends with a reset, and 24 hours of the clock after its login. Execute again to send a new token.'
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

/**
 * Puts what is there into the document: ids, and the login of the account. The examples of parameters are those of a
 * session that this account has not seen: filters would find nothing, and tokens would be refused.
 */
function fillIn(specification, values, login) {
  for (const path of Object.values(specification.paths)) {
    for (const { operationId, parameters = [], requestBody } of Object.values(path)) {
      for (const parameter of parameters) {
        const value =
          parameter.in === 'path' || parameter.name === 'account'
            ? values[parameter.name]
            : undefined
        if (value !== undefined) parameter.example = value
        if (value !== undefined || parameter.in !== 'path') delete parameter.examples
      }
      if (operationId === 'KeystoneCreateToken' && login !== null) {
        const body = requestBody.content['application/json']
        delete body.examples
        body.example = login
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
  const [specification, values, login] = await Promise.all([
    askControl(`../openapi/${shown}.json`),
    idsOf(account),
    loginOf(account),
  ])
  find('.note').textContent = login === null ? nobody : describeLogin(login)
  find('.note').hidden = shown === 'control'
  fillIn(specification, values, login)
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
    ...interceptors(tokenKeeper(login)),
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
