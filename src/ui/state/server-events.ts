/** An event of a stream: `event` is its name, `data` its one line. */
export type ServerEvent = { id?: string; event?: string; data: string }

/**
 * The events of a stream, as they come. One that is cut in the middle is left out. In the page it takes the place of the
 * client's (`src/client/server-events.ts`), which reads what any server may send: the page reads its own emulator only,
 * which ends lines with a line feed, and sends one line of data for each event.
 */
export async function* serverEvents(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => line.split(/: (.*)/))
      const { data, ...rest } = Object.fromEntries(fields)
      if (data !== undefined) yield { ...rest, data }
    }
  }
}
