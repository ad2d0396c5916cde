import type { Call } from './call.ts'
import type { Surface } from './surface.ts'

const headers: Record<Surface, Record<string, string>> = {
  sms: { server: 'api-gateway' },
  iam: {
    server: 'Web Server',
    'strict-transport-security': 'max-age=31536000; includeSubdomains;',
    'x-content-type-options': 'nosniff',
    'x-download-options': 'noopen',
    'x-frame-options': 'SAMEORIGIN',
    'x-xss-protection': '1; mode=block;',
  },
  companions: { server: 'api-gateway' },
  control: { 'x-content-type-options': 'nosniff' },
}

/** Sets the headers of every answer of a surface; by the path where there is no route. */
export function setHeaders({ reply, surface, config }: Call): undefined {
  reply.headers(headers[config.dialect === 'gateway' ? 'sms' : surface])
}
