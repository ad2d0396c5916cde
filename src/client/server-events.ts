import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** The events of a stream of server-sent events, as they come. One that is cut in the middle is left out. */
export async function* serverEvents(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<EventSourceMessage> {
  const decoder = new TextDecoder()
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  for await (const bytes of stream) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    yield* events.splice(0)
  }
}
