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

export const templateAndProjectCauses = {
  templateInUse: (facts, [, task_id = '']) =>
    about(facts.tasks.find(task_id), (task) => [
      `${taskNow(facts, task)} and uses the template: delete the task (DELETE /v3/tasks/${task_id}), or before its start give it another one (PUT /v3/tasks/${task_id}).`,
    ]),
  templateNameTaken: (facts, [name = '']) =>
    about(facts.templates.sharedNamed(name), ({ id }) => [
      `Its id is ${id}: use it, change it with PUT /v3/vm/templates/${id}, or choose another name.`,
    ]),
  templateLimit: ({ account }) => [
    `Only the shared ones of account ${account.name} count: use POST /v3/vm/templates/delete, or send is_template: false for a single task.`,
  ],
  passwordNotNow: (facts, [id = '']) => {
    const all = users(facts, id)
    return [
      all.length === 0
        ? `No task uses template ${id}: create one with it and start it.`
        : `Start one that uses it, and ask in that stage of its source server. ${all.slice(0, 3).join(' ')}`,
    ]
  },
  projectNameTaken: projectNamed((_, { id }) => [
    `Its id is ${id}: use it, or choose another name.`,
  ]),
  projectLimit: ({ account, migprojects }) => [
    `Account ${account.name} is full, with ${migprojects.ids().slice(0, 3).join(', ')} and others: delete one with DELETE /v3/migprojects/{id}.`,
  ],
  projectIsDefault: projectNamed((_, { id }) => [
    `Give that role to another one first, with PUT /v3/migprojects/{id}/default; this one is ${id}.`,
  ]),
  projectInUse: projectNamed((facts, { id }) => {
    const { items } = facts.sources.list({ migproject: id, limit: 3, offset: 0 })
    return [
      `${items.map(sourceNow).join('. ')}. Move them with PUT /v3/sources/{id} and migprojectid, or delete them.`,
    ]
  }),
  noDefaultProject: ({ account, migprojects }) => [
    `Choose one of account ${account.name} with PUT /v3/migprojects/{id}/default. There are: ${migprojects.ids().slice(0, 10).join(', ')}.`,
  ],
} satisfies Record<string, TellCauses>
