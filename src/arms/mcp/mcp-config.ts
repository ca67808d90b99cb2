import { z } from 'zod'
import { problemsIn, readSettings } from '../../reflex/rule-packs/read-settings.ts'

const ToolSettings = z.strictObject({
  /** It changes nothing: its steps may be repeated and need no approval. What the server says of that is not believed. */
  read_only: z.boolean().default(false),
  capabilities: z.array(z.string().min(1)).min(1).optional(),
  cost_tier: z.literal([1, 2, 3, 4, 5]).default(2),
  timeout_seconds: z.number().positive().max(600).default(60),
  max_concurrent: z.number().int().min(1).max(100).default(4),
})
export type McpToolSettings = z.infer<typeof ToolSettings>

const byName = z
  .array(z.string().min(1))
  .transform((names) => Object.fromEntries(names.map((name) => [name, ToolSettings.parse({})])))

const common = {
  /** The tools that may be used, by name, or with settings for each. There is no way to say "all". */
  tools: z.union([byName, z.record(z.string(), ToolSettings.prefault({}))]).default({}),
}

const StdioServer = z.strictObject({
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  /** Beside a handful of harmless names (PATH, HOME …) the server sees no other variable of this process. */
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().optional(),
  ...common,
})

const HttpServer = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }),
  headers: z.record(z.string(), z.string()).default({}),
  ...common,
})

const MAX_NAME = 24
const ServerName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, 'lower-case letters, digits, "_" and "-", starting with a letter')
  .max(MAX_NAME)

const McpServer = z.union([StdioServer, HttpServer], 'must have a "command" to start, or the "url" of a running server')
/** One server: a `command` that speaks MCP on its standard streams, or the `url` of one that speaks Streamable HTTP. */
export type McpServer = z.infer<typeof McpServer>
export type McpServerInput = z.input<typeof McpServer>

const McpFile = z.strictObject({ mcpServers: z.record(ServerName, McpServer) })

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The servers of a YAML or JSON file in the form that MCP clients share (`mcpServers`), each with the `tools` that may be
 * used. `${NAME}` in `env` and `headers` is taken from the environment, so that no secret stands in the file. Throws a
 * TypeError that names the file and lists every problem.
 */
export async function readMcpFile(path: string, env: Environment): Promise<Readonly<Record<string, McpServer>>> {
  const { mcpServers } = await readSettings(path, McpFile)
  const missing = new Set<string>()
  const filled = Object.entries(mcpServers).map(([name, server]) => [name, fill(server, env, missing)] as const)
  if (missing.size > 0) {
    throw problemsIn(
      path,
      [...missing].map((name) => `\${${name}}: the environment has no variable ${name}; set it`),
    )
  }
  return Object.fromEntries(filled)
}

function fill(server: McpServer, env: Environment, missing: Set<string>): McpServer {
  const fillAll = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fillOne(value, env, missing)]))
  return 'command' in server ? { ...server, env: fillAll(server.env) } : { ...server, headers: fillAll(server.headers) }
}

const fillOne = (value: string, env: Environment, missing: Set<string>) =>
  value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const known = env[name]
    if (known === undefined) missing.add(name)
    return known ?? ''
  })

/** A server as it was written in code, with every default. Throws a ZodError. */
export const toMcpServer = (server: McpServerInput): McpServer => McpServer.parse(server)
