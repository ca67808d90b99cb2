import type { Arm } from '../arms/arm.ts'
import { readMcpFile } from '../arms/mcp/mcp-config.ts'
import { type MountedMcp, mountMcp } from '../arms/mcp/mount-mcp.ts'
import { Fault } from '../contracts/fault.ts'
import type { Reflex } from '../reflex/reflex.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Surroundings } from './create-program.ts'

interface McpParts {
  /** Path of a YAML or JSON file, or null for none. */
  readonly file: string | null
  readonly env: Surroundings['env']
  readonly reflex: Reflex
  readonly log: Logger
}

interface OpenedMcp extends MountedMcp {
  /** Why, of each server that did not answer. */
  readonly leftOut: readonly string[]
}

/**
 * The arms of every MCP server in the file. One that does not answer is left out until the next start, and the log says
 * so; a file that is not valid, or a server without the tools it should have, stops the start (TypeError).
 */
export async function openMcp({ file, env, reflex, log }: McpParts): Promise<OpenedMcp> {
  const servers = file === null ? {} : await readMcpFile(file, env)
  const mounted: MountedMcp[] = []
  const leftOut: string[] = []
  const close = async () => {
    await Promise.all(mounted.map((mcp) => mcp.close()))
  }
  try {
    for (const [name, server] of Object.entries(servers)) {
      const mcp = await mountMcp({ name, server, reflex }).catch((error: unknown) => {
        if (!(error instanceof Fault)) throw error
        leftOut.push(error.message)
        log.warn({ server: name, advice: error.message }, 'mcp.left_out')
      })
      if (mcp) mounted.push(mcp)
    }
  } catch (error) {
    await close()
    throw error
  }
  return { arms: mounted.flatMap(({ arms }): readonly Arm[] => arms), close, leftOut }
}
