import type { Order } from './generator.ts'

/** Requests as bytes, made before they are sent. */

/** @returns what gives the bytes of one request after another; undefined when there are no more. */
export function requestsOf({
  port,
  method,
  path,
  headers,
  body,
  varied,
}: Order): () => Buffer | undefined {
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    ...headers,
    ...(method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  const bytes = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
  if (!varied) return () => bytes

  const { marker, values, each, again } = varied
  if (values.some((value) => value.length !== marker.length))
    throw new Error('values of one length')
  const places: number[] = []
  for (let at = bytes.indexOf(marker); at !== -1; at = bytes.indexOf(marker, at + 1))
    places.push(at)
  if (places.length === 0) throw new Error(`nothing varies in ${method} ${path}`)
  let { from } = varied
  return () => {
    const place = Math.floor(from / each)
    if (place >= values.length && !again) return undefined
    from++
    const value = values[place % values.length] ?? ''
    // The socket may still hold the last one.
    const request = Buffer.from(bytes)
    for (const at of places) request.write(value, at, 'latin1')
    return request
  }
}
