import type { Source, Task } from '../schemas/stored/records.ts'

const columns = [
  'source_name',
  'source_id',
  'task_id',
  'finished_time',
  'check_result',
  'dir_check',
  'num_total_files',
  'num_different_files',
  'num_target_miss_files',
  'num_target_more_files',
]

/** A cell by RFC 4180; one that a spreadsheet would take for a formula is disarmed. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Consistency results as a CSV that opens in a spreadsheet: UTF-8 with its mark, CRLF. The real
 * file's form is not known; its columns are *inferred* from the results' fields.
 */
export function resultsCsv(tasks: { task: Task; source: Source | undefined }[]): string {
  const rows = tasks.flatMap(({ task, source }) =>
    task.consistency_results.flatMap(({ finished_time, check_result, consistency_result }) =>
      consistency_result.map((result) => [
        source?.name ?? '',
        task.source_server_id,
        task.id,
        new Date(finished_time).toISOString(),
        check_result,
        result.dir_check,
        result.num_total_files,
        result.num_different_files,
        result.num_target_miss_files,
        result.num_target_more_files,
      ]),
    ),
  )
  return `\uFEFF${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
