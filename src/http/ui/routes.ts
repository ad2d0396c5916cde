import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { packageRoot } from '../../package.ts'
import type { PageFiles } from './bundle.ts'

/** `/_emulator/ui/`: the dashboard. Every address below is the same page, which shows what the address says. */

/** The page's files beside the bundle of the package; in a clone there are none. */
const shipped = new URL('static/ui/', import.meta.url)

const types: Record<keyof PageFiles, string> = {
  'index.html': 'text/html; charset=utf-8',
  'main.css': 'text/css; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
}

/** What the page may do: nothing from elsewhere, no inline code, no text taken for HTML. */
const page_headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
}

type File = { type: string; text: Buffer; compressed: Buffer; tag: string }

/** Whether a browser asks, which wants a page; programs take JSON. */
const isBrowser = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('text/html') === true

/** @param isShown whether the dashboard is on; if not, `/_emulator` leads to the page of the documents. */
export const uiRoutes = (isShown: boolean) => async (app: FastifyInstance) => {
  for (const url of ['/_emulator', '/_emulator/']) {
    const schema = { hide: true }
    app.get(url, { config: { surface: 'control', public: true }, schema }, async (request, reply) =>
      reply.redirect(isShown && isBrowser(request) ? '/_emulator/ui/' : '/_emulator/docs/'),
    )
  }
  if (!isShown) return
  let files: Promise<ReadonlyMap<string, File>> | undefined
  const open = { surface: 'control', public: true, opensFromElsewhere: true } as const
  app.get('/_emulator/ui', { config: open, schema: { hide: true } }, async (_, reply) =>
    reply.redirect('/_emulator/ui/'),
  )
  app.get('/_emulator/ui/*', { config: open, schema: { hide: true } }, async (request, reply) => {
    files ??= loadFiles()
    const { '*': path = '' } = request.params as { '*'?: string }
    return sendFile(await files, path, request, reply)
  })
}

/** Made from its source: esbuild is in a clone only. */
async function bundled(): Promise<PageFiles> {
  const { bundlePage } = await import('./bundle.ts')
  return (await bundlePage(new URL('src/ui/', packageRoot))).files
}

/** From the package, or made from its source in a clone; loaded at the first look. */
async function loadFiles(): Promise<ReadonlyMap<string, File>> {
  const [{ readFile }, { existsSync }, { createHash }, { gzipSync }] = await Promise.all([
    import('node:fs/promises'),
    import('node:fs'),
    import('node:crypto'),
    import('node:zlib'),
  ])
  const made = existsSync(shipped) ? undefined : await bundled()
  const names = Object.keys(types) as (keyof PageFiles)[]
  const files = names.map(async (name): Promise<[string, File]> => {
    const text = Buffer.from(made?.[name] ?? (await readFile(new URL(name, shipped))))
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
    return [name, { type: types[name], text, compressed: gzipSync(text, { level: 9 }), tag }]
  })
  return new Map(await Promise.all(files))
}

/** Sends a file of the page; for every other path the page itself. */
function sendFile(
  files: ReadonlyMap<string, File>,
  path: string,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | Buffer {
  const file = files.get(path) ?? files.get('index.html')
  if (file === undefined) throw new Error('the dashboard has no page')
  reply.headers({ ...page_headers, etag: file.tag, vary: 'accept-encoding' })
  if (headers['if-none-match'] === file.tag) return reply.code(304).send()
  reply.type(file.type)
  if (!headers['accept-encoding']?.includes('gzip')) return file.text
  reply.header('content-encoding', 'gzip')
  return file.compressed
}
