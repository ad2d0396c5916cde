/** Puts what an account has into the document, so that operations can be sent as they are filled in. */

/** What is there, in place of what somebody would have to look up first. */
export async function findLive(askControl, account) {
  const query = `account=${encodeURIComponent(account)}&limit=100`
  const [{ tasks }, { sources }, { sources: waiting }] = await Promise.all(
    [`tasks?${query}`, `sources?${query}`, `sources?${query}&state=waiting`].map((path) =>
      askControl(`../${path}`),
    ),
  )
  const free = waiting.filter(({ task, connected }) => task === null && connected)
  return { account, tasks, sources, free }
}

/** An id that nothing has yet. `crypto.randomUUID` is only for secure pages. */
const newId = () => {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  )
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const mayBeDeleted = ({ actions }) =>
  actions.some(({ operation, code }) => operation === 'delete' && code === null)

/** The example of a body with ids that are there; undefined where nothing there fits it. */
const bodies = {
  CreateTask(body, { free }) {
    const source = free.find(({ os_type }) => os_type === body.os_type)
    return (
      source && {
        ...body,
        source_server: { ...body.source_server, id: source.id },
        target_server: { ...body.target_server, vm_id: newId() },
      }
    )
  },
  DeleteServers: (_, { sources }) => {
    const source = sources.findLast(({ task }) => task === null)
    return source && { ids: [source.id] }
  },
  DeleteTasks: (_, { tasks }) => {
    const task = tasks.findLast(mayBeDeleted)
    return task && { ids: [task.id] }
  },
  UpdateTaskStatus(body, { tasks: [task] }) {
    const allowed = task?.actions.filter(({ code }) => code === null) ?? []
    const action = allowed.find(({ operation }) => operation === body.operation) ?? allowed[0]
    return action && action.operation !== 'delete'
      ? { ...body, operation: action.operation }
      : undefined
  },
  ExportConsistencyResults: (_, { tasks: [task] }) =>
    task && {
      task_info: [{ task_id: task.id, source_id: task.source.id, source_name: task.source.name }],
    },
}

/** The example that shows first becomes one that works here; those of refusals stay. */
function fillBody(operationId, body, live) {
  const named = Object.entries(body.examples ?? {})
  const [name, example] = named.find(([, { summary }]) => !summary?.startsWith('Refused')) ?? []
  const value = example && bodies[operationId]?.(example.value, live)
  if (value === undefined) return
  const summary = `${example.summary}, with ids of this account`
  const others = named.filter(([other]) => other !== name)
  body.examples = { [name]: { ...example, summary, value }, ...Object.fromEntries(others) }
}

/**
 * Puts what is there into the document: ids, and the login of the account. The examples of parameters are those of a
 * session that this account has not seen: filters would find nothing, and tokens would be refused.
 */
export function fillIn(specification, live, login) {
  const [task, source] = [live.tasks[0]?.id, live.sources[0]?.id]
  const values = {
    task_id: task,
    source_id: source,
    server_id: source,
    source,
    account: live.account,
  }
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
      const body = requestBody?.content?.['application/json']
      if (operationId === 'KeystoneCreateToken' && login !== null) {
        delete body.examples
        body.example = login
      } else if (body) fillBody(operationId, body, live)
    }
  }
  // Without it the page offers a choice of one server: this one.
  delete specification.servers
  return specification
}
