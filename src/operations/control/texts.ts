export type { ReadText, TextContent, TextKind } from '../../domain/history/text-kinds.ts'
