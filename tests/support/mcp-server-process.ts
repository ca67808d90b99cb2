/** An MCP server on standard input and output. */
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createMcpServer } from './mcp-tools.ts'

await createMcpServer().connect(new StdioServerTransport())
