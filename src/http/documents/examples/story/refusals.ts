import { call, type Request, type Step } from '../step.ts'

/** Refusals that several operations have in common. */

/** An id as the service gives them, which nothing in the story has. */
export const unknown_id = '7a9a9540-ff28-4869-b9e4-855fbe12d9da'

export const withoutToken = (operation: string, request: Request = {}): Step =>
  call(operation, 401, 'Refused: there is no token', { ...request, anonymous: true })

export const fromAPage = (operation: string): Step =>
  call(operation, 403, 'Refused: a web page of another origin calls', {
    headers: { origin: 'https://shop.example' },
  })

/** Of the control API, about an account that does not exist. */
export const ofNobody = (operation: string, request: Request = {}): Step =>
  call(operation, 404, 'Refused: there is no such account', {
    ...request,
    query: { account: 'worker-9' },
  })

export const ofUnknownTask = (operation: string, request: Request = {}): Step =>
  call(operation, 404, 'Refused: there is no such task', {
    ...request,
    path: { task_id: unknown_id },
  })
