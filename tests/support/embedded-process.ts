import { startEmbeddedPostgres } from '../../src/store/embedded/start-embedded.ts'

// Run as a process of its own: holds a server until its input ends.
const [, , dataDir = ''] = process.argv
try {
  const server = await startEmbeddedPostgres({ dataDir })
  process.stdout.write(`${JSON.stringify({ url: server.url, serverPid: server.pid })}\n`)
  process.stdin.resume().once('end', () => server.stop())
} catch (error) {
  process.stdout.write(`${JSON.stringify({ refusal: String(error) })}\n`)
}
