/** Name → status, code, message; `%s` stands for a value that is named. */
export type ErrorTable = Record<
  string,
  readonly [statusCode: number, code: string, message: string]
>
