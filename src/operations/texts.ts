export type { ReadText, TextContent, TextKind } from '../domain/text-kinds.ts'
