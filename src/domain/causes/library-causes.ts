/** Tested by: test/http/control/explain-states.test.ts */
import type { MigprojectRecord } from '../../schemas/sms/migprojects.ts'
import { about, type Facts, sourceNow, type TellCauses, taskNow } from './facts.ts'

/** Why a call about a template or a migration project was refused. */

const projectNamed =
  (tell: (facts: Facts, project: MigprojectRecord) => string[]): TellCauses =>
  (facts, [name = '']) =>
    about(facts.migprojects.named(name), (project) => tell(facts, project))

function users(facts: Facts, template_id: string): string[] {
  return facts.tasks.withTemplate(template_id).map((task) => {
    const source = facts.sources.find(task.source_server_id)
    return `${taskNow(facts, task)}${source ? `, its source server ${source.state} (stage ${source.migration_cycle})` : ''}.`
  })
}

export const libraryCauses = {
  templateInUse: (facts, [, task_id = '']) =>
    about(facts.tasks.find(task_id), (task) => [
      `${taskNow(facts, task)} and uses the template: delete the task (DELETE /v3/tasks/${task_id}), or before its start give it another one (PUT /v3/tasks/${task_id}).`,
    ]),
  templateNameTaken: (facts, [name = '']) =>
    about(facts.templates.sharedNamed(name), ({ id }) => [
      `Template ${id} has the name "${name}": use that one, change it with PUT /v3/vm/templates/${id}, or choose another name.`,
    ]),
  templateLimit: ({ account }) => [
    `Account ${account.name} holds 50 shared templates: delete some (POST /v3/vm/templates/delete), or send is_template: false for one of a single task.`,
  ],
  passwordNotNow: (facts, [id = '']) => {
    const all = users(facts, id)
    return [
      all.length === 0
        ? `No task uses template ${id}: create one with it and start it.`
        : `Start a task of the template, and ask while its source server is in stage replicating or syncing. ${all.slice(0, 3).join(' ')}`,
    ]
  },
  projectNameTaken: projectNamed((_, { id, name }) => [
    `Migration project ${id} has the name "${name}": use that one, or choose another name.`,
  ]),
  projectLimit: ({ account, migprojects }) => [
    `Account ${account.name} holds 50 migration projects, such as ${migprojects.ids().slice(0, 3).join(', ')}: delete one with DELETE /v3/migprojects/{id}.`,
  ],
  projectIsDefault: projectNamed((_, { id }) => [
    `Migration project ${id} is the default: make another one the default first, with PUT /v3/migprojects/{id}/default.`,
  ]),
  projectInUse: projectNamed((facts, { id }) => {
    const { items } = facts.sources.list({ migproject: id, limit: 3, offset: 0 })
    return [
      `${items.map(sourceNow).join('. ')}. Move the source servers to another migration project (PUT /v3/sources/{id} with migprojectid) or delete them first.`,
    ]
  }),
  noDefaultProject: ({ account, migprojects }) => [
    `None of the migration projects of account ${account.name} is the default: make one so with PUT /v3/migprojects/{id}/default. There are: ${migprojects.ids().slice(0, 10).join(', ')}.`,
  ],
} satisfies Record<string, TellCauses>
