/** What server-sent events say, as far as this program sends them. */
export type ServerEvent = { event: string; data: string }

/** The events of a stream, as they come. */
export async function* serverEvents(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true }).replaceAll('\r\n', '\n')
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const lines = event.split('\n')
      const valuesOf = (field: string) =>
        lines.flatMap((line) => (line.startsWith(`${field}:`) ? line.slice(field.length + 1) : []))
      const data = valuesOf('data').map((value) => value.replace(/^ /, ''))
      if (data.length === 0) continue
      yield { event: valuesOf('event').at(-1)?.trim() ?? 'message', data: data.join('\n') }
    }
  }
}
