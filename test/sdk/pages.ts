import { existsSync, readFileSync } from 'node:fs'

/** The pages about clients: their code is run, so that it stays true. */

/** A fenced block marked `run`, and what the block marked `output` behind it says it prints. */
export type Block = { code: string; output: string | undefined }

const fence = /^```(\w+) (run|output)\n(.*?)^```$/gms

/** The blocks of a page that are run, in order. */
export function blocksIn(page: string): Block[] {
  const blocks: Block[] = []
  for (const [, , mark, text = ''] of page.matchAll(fence)) {
    const last = blocks.at(-1)
    if (mark === 'run') blocks.push({ code: text, output: undefined })
    else if (last) last.output = text
  }
  return blocks
}

/** The blocks of `docs/clients/<name>.md`; none if there is no page. */
export function blocksOf(name: string): Block[] {
  const file = `docs/clients/${name}.md`
  return existsSync(file) ? blocksIn(readFileSync(file, 'utf8')) : []
}

/** A block with an emulator's address in place of the one that the pages show. */
export function pointedAt(url: string, { code, output }: Block): Block {
  const pointed = (text: string): string => text.replaceAll('http://127.0.0.1:7670', url)
  return { code: pointed(code), output: output === undefined ? undefined : pointed(output) }
}
