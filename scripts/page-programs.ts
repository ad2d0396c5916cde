import { join } from 'node:path'
import ts from 'typescript'
import { blocks } from '../test/docs/pages.ts'

/** The programs for the library on the pages, which `npm run typecheck` compiles. */

/** The programs of a page as one module: imports first, each block in a scope of its own. */
function moduleOf(path: string): string {
  const programs = blocks.filter((block) => block.path === path && block.language === 'ts')
  const imported = new Set<string>()
  const others = new Set<string>()
  const bodies = programs.map(({ code }) =>
    code.replaceAll(/^import (.+) from '([^']+)'$/gm, (line, names: string, from: string) => {
      if (from !== 'huaweicloud-sms-emulator') others.add(line)
      else for (const name of names.replace(/[{}]/g, '').split(',')) imported.add(name.trim())
      return ''
    }),
  )
  return [
    ...others,
    `import { ${[...imported].join(', ')} } from './src/index.ts'`,
    ...bodies.map((body) => `{\n${body}\n}`),
  ].join('\n')
}

/** The programs of each page that has some, as one module that belongs into the root of the repository. */
export const pagePrograms = (): Map<string, string> =>
  new Map(
    blocks
      .filter(({ language }) => language === 'ts')
      .map(({ path }) => [path, moduleOf(path)] as const),
  )

/** A host that reads the programs as well, as files in the root of the repository, and their paths with the page of each. */
export function hostWithPages(options: ts.CompilerOptions): {
  host: ts.CompilerHost
  pages: Map<string, string>
} {
  const programs = [...pagePrograms()].map(
    ([page, text], at) => [join(process.cwd(), `page-${at}.ts`), { page, text }] as const,
  )
  const texts = new Map(programs.map(([path, { text }]) => [path, text]))
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  host.fileExists = (file) => texts.has(file) || fileExists(file)
  host.getSourceFile = (file, target) => {
    const text = texts.get(file)
    return text === undefined
      ? getSourceFile.call(host, file, target)
      : ts.createSourceFile(file, text, target)
  }
  return { host, pages: new Map(programs.map(([path, { page }]) => [path, page])) }
}

/** What is wrong with the programs of the pages, each with its line. */
export function problemsOfPages(program: ts.Program, pages: ReadonlyMap<string, string>): string[] {
  return [...pages].flatMap(([path, page]) => {
    const source = program.getSourceFile(path)
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ messageText, start = 0 }) => {
      const line = source?.text.slice(0, start).split('\n').length ?? 0
      const text = source?.text.split('\n')[line - 1]
      return `${page}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}\n    ${text}`
    })
  })
}
