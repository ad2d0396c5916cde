import Database from 'better-sqlite3'
import Fastify from 'fastify'
import { taskText } from './body.ts'

/** The limit of framework and storage: one row read and sent as it is, one row written. */

const db = new Database(process.argv[4] ?? ':memory:')
db.pragma('journal_mode = WAL')
db.pragma('synchronous = NORMAL')
db.exec('CREATE TABLE tasks (id INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT')
const insert = db.prepare<[string]>('INSERT INTO tasks (document) VALUES (?)')
const one = db.prepare<[number], string>('SELECT document FROM tasks WHERE id = ?').pluck()
insert.run(taskText)

const app = Fastify()
app.get('/v3/tasks/:task_id', (_, reply) => reply.type('application/json').send(one.get(1)))
app.post('/v3/tasks', (request, reply) => {
  const { lastInsertRowid } = insert.run(JSON.stringify(request.body))
  return reply.type('application/json').send(`{"id":"${lastInsertRowid}"}`)
})
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
