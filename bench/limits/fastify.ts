import Fastify from 'fastify'
import { taskText } from './body.ts'

/** The limit of the framework: a fixed answer, and a POST whose JSON is parsed and forgotten. */

const app = Fastify()
app.get('/v3/tasks/:task_id', (_, reply) => reply.type('application/json').send(taskText))
app.post('/v3/tasks', (request, reply) =>
  reply.type('application/json').send(request.body ? '{"id":"1"}' : ''),
)
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
