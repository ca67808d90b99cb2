import { serveArm } from 'octollm/arm-server'
import { arm } from './name-arm.ts'

// Without a key the arm answers on this machine only. OctoLLM prints the key with: octollm arm key {{name}}
const { HOST = '127.0.0.1', PORT = '{{port}}', OCTOLLM_ARM_KEY: key } = process.env
await serveArm(arm, { host: HOST, port: Number(PORT), key })
process.stdout.write(`${arm.name} is served at http://${HOST}:${PORT}\n`)
