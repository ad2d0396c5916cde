import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js'
import type { EmulatorClient } from '../client/client.ts'
import { ArgumentsRefused, inputSchemaOf, type Tool } from './tool.ts'
import { tools } from './tools.ts'

/** The emulator for agents that speak the Model Context Protocol (docs/decisions/084-mcp.md). */

/** What the command gives: the emulator, and how it words what goes wrong. */
export type Host = {
  version: string
  /** Of the account that is meant where a tool names none. */
  client: EmulatorClient
  /** The sentences for what the client threw; undefined for what nobody expects. */
  wordError: (error: unknown) => string | undefined
}

const instructions =
  "A local emulator of Huawei Cloud's Server Migration Service (SMS) v3 and IAM. Use these tools to prepare what a client of SMS meets, to move time and to see what the client did; the client itself calls the URLs that show_account gives. Freeze the clock before you rely on a state."

/** A server with all tools. @param host what they act on */
export function createServer(host: Host): Server {
  const server = new Server(
    { name: 'sms-emulator', title: 'SMS emulator', version: host.version },
    { capabilities: { tools: {} }, instructions },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(listed) }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const meant = tools.find(({ name }) => name === params.name)
    if (meant === undefined) {
      const names = tools.map(({ name }) => name).join(', ')
      throw new McpError(
        ErrorCode.InvalidParams,
        `there is no tool "${params.name}"; use one of ${names}`,
      )
    }
    return answerOf(meant, params.arguments ?? {}, host)
  })
  return server
}

const listed = (tool: Tool) => ({
  name: tool.name,
  title: tool.title,
  description: tool.description,
  inputSchema: inputSchemaOf(tool),
  annotations: {
    readOnlyHint: tool.effect === 'reads',
    destructiveHint: tool.effect === 'removes',
    // It speaks to one emulator, and to nothing beyond.
    openWorldHint: false,
  },
})

/** What a tool gives; a refusal is told to the agent, which can do something about it. */
async function answerOf(
  tool: Tool,
  given: unknown,
  { client, wordError }: Host,
): Promise<CallToolResult> {
  try {
    return contentOf(JSON.stringify(await tool.call(client, given)))
  } catch (error) {
    const words = error instanceof ArgumentsRefused ? error.message : wordError(error)
    if (words === undefined) throw error
    return { ...contentOf(words), isError: true }
  }
}

const contentOf = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })

/** Serves over standard input and output. @returns once the agent has closed the input */
export async function serveOverStdio(host: Host, input: NodeJS.ReadStream): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    input.once('end', resolve)
    input.once('close', resolve)
  })
  const server = createServer(host)
  await server.connect(new StdioServerTransport(input))
  await ended
  await server.close()
}
