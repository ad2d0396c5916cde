import { type TaskText, textOf } from '../../domain/resources/task-json.ts'
import { listedTask, viewTask } from '../../domain/resources/task-view.ts'
import type { TaskAt, TasksAt } from '../../operations/sms/tasks.ts'
import type { ListTasksResponse, ShowTaskResponse } from '../../schemas/sms/task-answers.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { Rendered } from '../pipeline/rendered.ts'

/** Answers about tasks as text, made once for a task and its source as the stores remember them. */

type Made = { source: Source | undefined; text: TaskText }

/** A record is the same object as long as nobody writes it, and is never changed (store/memory.ts). */
function texts(view: typeof viewTask | typeof listedTask) {
  const made = new WeakMap<Task, Made>()
  return ({ task, source }: TaskAt): TaskText => {
    const known = made.get(task)
    if (known && known.source === source) return known.text
    const text = textOf(view, task, source)
    made.set(task, { source, text })
    return text
  }
}

const shownText = texts(viewTask)
const listedText = texts(listedTask)

/** The text of a task at a moment: one object, as the journal keeps one for each call. */
class TextAt {
  readonly #text: TaskText
  readonly #now: number

  constructor(text: TaskText, now: number) {
    this.#text = text
    this.#now = now
  }

  again(): string {
    return this.#text.at(this.#now)
  }

  get of(): TaskText[] {
    return [this.#text]
  }
}

/** A task as ShowTask answers it. */
export function renderTask(seen: TaskAt & { now: number }): Rendered<ShowTaskResponse> {
  const text = shownText(seen)
  const made = new TextAt(text, seen.now)
  return new Rendered(made.again(), [text.observed], made)
}

/** A page of tasks as ListTasks answers it. */
export function renderTasks({ count, tasks, now }: TasksAt): Rendered<ListTasksResponse> {
  const made = tasks.map(listedText)
  const whole = () => `{"count":${count},"tasks":[${made.map(({ at }) => at(now)).join()}]}`
  return new Rendered(
    whole(),
    made.map(({ observed }) => observed),
    { again: whole, of: made },
  )
}
