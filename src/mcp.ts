export type { McpServerInput } from './arms/mcp/mcp-config.ts'
export { type MountedMcp, mountMcp } from './arms/mcp/mount-mcp.ts'
