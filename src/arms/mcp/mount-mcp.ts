import type { Tool } from '@modelcontextprotocol/sdk/types.js'
import { Fault } from '../../contracts/fault.ts'
import { createReflex } from '../../reflex/create-reflex.ts'
import type { Reflex } from '../../reflex/reflex.ts'
import { type Arm, type ArmContext, defineArm } from '../arm.ts'
import { foreignCard, toArmId } from '../langchain/arm-card.ts'
import { readForeignSchema } from '../remote/read-foreign-schema.ts'
import { type McpServer, type McpServerInput, type McpToolSettings, toMcpServer } from './mcp-config.ts'
import { fateOf, type McpConnection, openMcp } from './mcp-connection.ts'
import { McpOutput, toOutcome } from './tool-outcome.ts'

export interface MountedMcp {
  /** One arm for each tool that may be used: `<server>_<tool>`. */
  readonly arms: readonly Arm[]
  close(): Promise<void>
}

interface MountOptions {
  /** What the server is called here: the beginning of its arms' ids. */
  readonly name: string
  readonly server: McpServerInput
  /** Looks through what the server says of its tools; the default policy when left out. */
  readonly reflex?: Reflex
}

/**
 * Mounts the tools of an MCP server as arms, over stdio or Streamable HTTP. Only the tools named in `tools` become arms.
 * The server is not trusted: what it says of a tool is scanned before a planner reads it, and is fixed from then on; that a
 * tool only reads is believed of the configuration alone; outputs are scanned like every arm's. Throws `Fault`
 * ARM_UNAVAILABLE when the server does not answer, and TypeError when a tool is missing, carries an injection in its
 * description, or none is named.
 */
export async function mountMcp({ name, server: input, reflex = createReflex() }: MountOptions): Promise<MountedMcp> {
  const server = toMcpServer(input)
  const connection = openMcp(name, server)
  try {
    const offered = await connection.tools()
    const arms = chooseTools(name, server, offered).map(({ tool, settings }) =>
      toArm({ server: name, tool, settings, connection, reflex }),
    )
    return { arms, close: connection.close }
  } catch (error) {
    await connection.close()
    throw error
  }
}

interface ChosenTool {
  readonly tool: Tool
  readonly settings: McpToolSettings
}

function chooseTools(name: string, { tools }: McpServer, offered: readonly Tool[]): ChosenTool[] {
  const names = offered.map((tool) => tool.name).join(', ') || 'none'
  const wanted = Object.entries(tools)
  if (wanted.length === 0) {
    throw new TypeError(`MCP server "${name}": name the tools that may be used under "tools". It offers: ${names}.`)
  }
  return wanted.map(([wantedName, settings]) => {
    const tool = offered.find((candidate) => candidate.name === wantedName)
    if (!tool) throw new TypeError(`MCP server "${name}" has no tool "${wantedName}". It offers: ${names}.`)
    return { tool, settings }
  })
}

interface ArmParts extends ChosenTool {
  readonly server: string
  readonly connection: McpConnection
  readonly reflex: Reflex
}

function toArm({ server, tool, settings, connection, reflex }: ArmParts): Arm {
  const id = toArmId(`${server}_${tool.name}`)
  const said = describeTool(server, tool, reflex)
  const { read_only: readOnly, cost_tier: costTier, capabilities = [id, 'mcp_tool'] } = settings
  return defineArm({
    ...foreignCard(
      { name: `${tool.name} (MCP: ${server})`, description: said.description, kind: 'mcp_tool', costTier },
      {
        id,
        readOnly,
        capabilities,
        maxConcurrent: settings.max_concurrent,
        timeoutMs: settings.timeout_seconds * 1_000,
      },
    ),
    untrusted: true,
    inputSchema: readForeignSchema(said.inputSchema),
    outputSchema: McpOutput,
    async execute(input, context) {
      context.signal.throwIfAborted()
      context.report(`Calling the tool ${tool.name} of an MCP server`)
      const result = await callTool({ id, tool: tool.name, readOnly, connection }, input, context)
      return toOutcome(tool.name, result)
    },
  })
}

/** What the planner is told: the server's words, unless they try to be orders. */
function describeTool(server: string, { name, description = '', inputSchema }: Tool, reflex: Reflex) {
  const told = JSON.stringify([name, description, inputSchema])
  const { blocked, reason } = reflex.scan(told, { role: 'tool_output', checkPii: false })
  if (blocked) {
    throw new TypeError(
      `MCP server "${server}": what it says of its tool "${toArmId(name)}" is refused (${reason ?? 'unsafe'}). Take the tool out of "tools".`,
    )
  }
  const whose = `Tool of the MCP server "${server}", which is not trusted`
  return { description: description === '' ? whose : `${description} (${whose})`, inputSchema }
}

interface Callee {
  readonly id: string
  readonly tool: string
  readonly readOnly: boolean
  readonly connection: McpConnection
}

async function callTool(
  { id, tool, readOnly, connection }: Callee,
  input: Record<string, unknown>,
  { signal, idempotencyKey }: ArmContext,
) {
  try {
    return await connection.call(tool, input, { signal, idempotencyKey })
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof Fault ? error : toFault({ id, tool, readOnly }, error)
  }
}

function toFault({ id, tool, readOnly }: Omit<Callee, 'connection'>, cause: unknown): unknown {
  const fate = fateOf(cause)
  if (fate === 'refused') {
    const message = `The tool "${tool}" refuses these arguments. Look at its input schema.`
    return new Fault('ARM_INPUT_INVALID', message, { cause })
  }
  if (fate === 'not_reached' || (fate === 'unknown' && readOnly)) {
    return new Fault('ARM_UNAVAILABLE', `The MCP server of arm "${id}" cannot be reached. Try again later.`, { cause })
  }
  if (fate === 'failed') return cause
  const message = `Arm "${id}" lost its MCP server during the call; whether its effect happened is not known. Check, then retry the task or cancel it.`
  return new Fault('NEEDS_RECONCILIATION', message, { cause })
}
