import * as tasks from '../../operations/sms/tasks.ts'
import { Accepted, smsFailures } from '../../schemas/common.ts'
import { DeleteTasksReq } from '../../schemas/sms/source-servers.ts'
import { ListTasksResponse, ShowTaskResponse } from '../../schemas/sms/task-answers.ts'
import {
  CreateTaskResponse,
  ListTasksQuery,
  PostTask,
  PutTaskReq,
  TaskParams,
  UpdateTaskResponse,
  UpdateTaskStatusReq,
} from '../../schemas/sms/tasks.ts'
import type { RenderedRoutes } from '../pipeline/rendered.ts'
import { renderTask, renderTasks } from './task-json.ts'

const config = { surface: 'sms' } as const
const tags = ['Task Management']

/** `/v3/tasks`: migration tasks. Paths are written whole, so that they can be searched for. */
export const taskRoutes: RenderedRoutes = async (app) => {
  await reading(app, {})
  await writing(app, {})
}

/** Their handlers are not async: they wait for nothing, and most calls are these. */
const reading: RenderedRoutes = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/tasks',
    config,
    schema: {
      operationId: 'ListTasks',
      tags,
      querystring: ListTasksQuery,
      response: { 200: ListTasksResponse, ...smsFailures },
    },
    handler: ({ call, query }) => renderTasks(tasks.listTasks(call.account, query)),
  })

  app.route({
    method: 'GET',
    url: '/v3/tasks/:task_id',
    config,
    schema: {
      operationId: 'ShowTask',
      tags,
      params: TaskParams,
      response: { 200: ShowTaskResponse, ...smsFailures },
    },
    handler: ({ call, params }) => renderTask(tasks.showTask(call.account, params.task_id)),
  })
}

const writing: RenderedRoutes = async (app) => {
  app.route({
    method: 'POST',
    url: '/v3/tasks',
    config,
    schema: {
      operationId: 'CreateTask',
      tags,
      body: PostTask,
      response: { 200: CreateTaskResponse, ...smsFailures },
    },
    handler: async ({ call, body }) => tasks.createTask(call.account, body),
  })

  app.route({
    method: 'PUT',
    url: '/v3/tasks/:task_id',
    config,
    schema: {
      operationId: 'UpdateTask',
      tags,
      params: TaskParams,
      body: PutTaskReq,
      response: { 200: UpdateTaskResponse, ...smsFailures },
    },
    handler: async ({ call, params, body }) => tasks.updateTask(call.account, params.task_id, body),
  })

  app.route({
    method: 'DELETE',
    url: '/v3/tasks/:task_id',
    config,
    schema: {
      operationId: 'DeleteTask',
      tags,
      params: TaskParams,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params }) => {
      tasks.deleteTask(call.account, params.task_id)
      return {}
    },
  })

  app.route({
    method: 'POST',
    url: '/v3/tasks/delete',
    config,
    schema: {
      operationId: 'DeleteTasks',
      tags,
      body: DeleteTasksReq,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, body }) => {
      tasks.deleteTasks(call.account, body.ids)
      return {}
    },
  })
  await acting(app, {})
}

const acting: RenderedRoutes = async (app) => {
  app.route({
    method: 'POST',
    url: '/v3/tasks/:task_id/action',
    config,
    schema: {
      operationId: 'UpdateTaskStatus',
      tags,
      params: TaskParams,
      body: UpdateTaskStatusReq,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      tasks.updateTaskStatus(call.account, params.task_id, body)
      return {}
    },
  })
}
