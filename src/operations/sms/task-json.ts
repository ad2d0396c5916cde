import { type TaskText, textOf } from '../../domain/resources/task-json.ts'
import { listedTask, showTask } from '../../domain/resources/task-view.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'

/** Answers about tasks as text, made once for a task and its source as the stores remember them. */

type Made = { source: Source | undefined; text: TaskText }

/** A record is the same object as long as nobody writes it, and is never changed (store/memory.ts). */
function texts(view: typeof showTask | typeof listedTask) {
  const made = new WeakMap<Task, Made>()
  return (task: Task, source: Source | undefined): TaskText => {
    const known = made.get(task)
    if (known && known.source === source) return known.text
    const text = textOf(view, task, source)
    made.set(task, { source, text })
    return text
  }
}

/** A task as ShowTask answers it. */
export const shownText = texts(showTask)
/** A task as an item of ListTasks. */
export const listedText = texts(listedTask)
