/* global SwaggerUIBundle */
import { fillIn, findLive } from './fill-in.js'
import { operationSearch, rowCounter, rowFilter } from './search.js'
import {
  address,
  addressWith,
  documents,
  pages,
  shown,
  wanted,
  withLinks,
  withTabs,
} from './tabs.js'

/**
 * The page at `/_emulator/docs/`: Swagger UI for the three documents, and the printed pages beside them. What is shown
 * is in the address: `?document=iam&account=worker-1`. Calls of SMS and IAM are sent with a token of the account.
 */

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

/** What the search of another tab would find: the page is asked for when something is typed first. */
async function countersOf(names) {
  const counters = names.map(async (name) => {
    if (name in pages) return [name, rowCounter(await (await fetch(`${name}.md`)).text())]
    return [name, operationSearch(await askControl(`../openapi/${name}.json`)).count]
  })
  return Promise.all(counters)
}

let counters

/** Says below the search how much of each other tab fits. */
async function countElsewhere(phrase) {
  const line = find('.elsewhere')
  line.replaceChildren()
  if (phrase.trim() === '') return
  const all = { ...documents, ...pages }
  counters ??= countersOf(Object.keys(all).filter((name) => name !== shown))
  const found = (await counters).map(([name, count]) => [name, count(phrase)])
  if (find('input.search').value !== phrase) return
  const links = found
    .filter(([, count]) => count > 0)
    .map(([name, count]) => {
      const link = document.createElement('a')
      link.href = `${addressWith('document', name)}&${new URLSearchParams({ find: phrase })}`
      link.textContent = `${all[name]}: ${count}`
      return link
    })
  line.replaceChildren(
    links.length > 0 ? 'Other tabs ' : 'Nothing in the other tabs',
    ...links.flatMap((link) => [link, ' ']),
  )
}

/** Swagger UI with a search of ours, and without a bar. */
const searchPlugin = (search) => (system) => ({
  fn: { opsFilter: search.filter },
  wrapComponents: {
    operations: (Original) => (props) => {
      const phrase = system.layoutSelectors.currentFilter()
      const isEmpty = typeof phrase === 'string' && search.count(phrase) === 0
      const { createElement } = system.React
      return isEmpty
        ? createElement('p', { className: 'nothing' }, `Nothing fits “${phrase}” here.`)
        : createElement(Original, props)
    },
  },
  components: {
    FilterContainer: () =>
      system.React.createElement('input', {
        type: 'search',
        className: 'search',
        'aria-label': 'Find operations',
        placeholder: 'Find operations by name, path, field or error code',
        defaultValue: wanted,
        onChange: ({ target }) => {
          system.layoutActions.updateFilter(target.value || true)
          countElsewhere(target.value)
        },
      }),
  },
})

async function showDocument(account) {
  const [printed, live, login] = await Promise.all([
    askControl(`../openapi/${shown}.json`),
    findLive(askControl, account),
    loginOf(account),
  ])
  find('.note').textContent = login === null ? nobody : describeLogin(login)
  find('.note').hidden = shown === 'control'
  const spec = fillIn(withTabs(printed), live, login)
  SwaggerUIBundle({
    spec,
    domNode: find('main'),
    deepLinking: true,
    displayOperationId: true,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    filter: wanted || true,
    defaultModelsExpandDepth: 0,
    defaultModelExpandDepth: 3,
    plugins: [searchPlugin(operationSearch(spec))],
    onComplete: () => countElsewhere(wanted),
    ...interceptors(tokenKeeper(login)),
  })
}

function filterRows(phrase) {
  const fits = rowFilter(phrase)
  for (const row of document.querySelectorAll('.printed tbody tr'))
    row.hidden = !fits(row.textContent)
}

/** The search of a printed page, which finds rows of its tables. */
function drawRowSearch() {
  const input = document.createElement('input')
  Object.assign(input, { type: 'search', className: 'search', value: wanted })
  input.placeholder = 'Find rows by their words'
  input.setAttribute('aria-label', 'Find rows')
  input.addEventListener('input', () => {
    filterRows(input.value)
    countElsewhere(input.value)
  })
  find('.finder').prepend(input)
  filterRows(wanted)
  new MutationObserver(() => filterRows(input.value)).observe(find('main'), {
    childList: true,
    subtree: true,
  })
  countElsewhere(wanted)
}

async function showPage() {
  const answer = await fetch(`${shown}.md`)
  const source = withLinks(await answer.text()).replaceAll(/```mermaid[^`]*```|<!--.*?-->/g, '')
  const plugin = ({ React, getComponent }) => ({
    components: {
      PageLayout: () => React.createElement(getComponent('Markdown', true), { source }),
    },
  })
  find('main').className = 'printed swagger-ui'
  const spec = { openapi: '3.1.0', info: { title: '', version: '' }, paths: {} }
  const options = { spec, layout: 'PageLayout', plugins: [plugin], onComplete: drawRowSearch }
  SwaggerUIBundle({ ...options, domNode: find('main') })
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
  const asked = address.searchParams.get('account') ?? 'emulator'
  const account = names.includes(asked) ? asked : (names[0] ?? asked)
  drawAccounts(names, account)
  await showDocument(account)
}

try {
  await showAll()
} catch (error) {
  find('.note').textContent = error.message
  if (error.status === 401) askForToken()
}
