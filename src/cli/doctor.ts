import { createCommandSandbox } from '../arms/executor/commands/create-command-sandbox.ts'
import { createSandbox } from '../arms/executor/create-sandbox.ts'
import { type Config, loadConfig } from '../config.ts'
import { connect } from '../store/connect.ts'
import type { Surroundings } from './create-program.ts'
import { EXIT } from './exit-codes.ts'
import { openDatabase } from './open-database.ts'
import { openMcp } from './open-mcp.ts'
import { openReflex } from './open-reflex.ts'
import { printJson, printLines } from './print.ts'
import { quietLog } from './with-system.ts'

interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  /** What to do about it; empty when nothing is to be done. */
  readonly advice: string
}

type Check = () => Promise<Omit<Finding, 'name'>>

/** Tries everything a task needs and says what to do about what is missing. */
export async function checkHealth({ json }: { json?: boolean }, { env }: Surroundings): Promise<void> {
  const config = loadConfig(env)
  const checks: Record<string, Check> = {
    node: checkNode,
    configuration: () => checkConfiguration(config),
    database: () => checkDatabase(config, env),
    vault: () => checkVault(config),
    model: () => checkModel(config),
    sandbox: checkSandbox,
    commands: () => checkCommandSandbox(config),
    ...(config.mcpFile === null ? {} : { mcp: () => checkMcp(config, env) }),
  }
  const findings: Finding[] = []
  for (const [name, check] of Object.entries(checks)) {
    const finding = { name, ...(await check().catch(asFinding)) }
    findings.push(finding)
    if (!json) printLines(describe(finding))
  }
  if (json) printJson(findings)
  process.exitCode = findings.every(({ ok }) => ok) ? EXIT.done : EXIT.failed
}

const asFinding = (error: unknown) => ({
  ok: false,
  detail: error instanceof Error ? error.message : String(error),
  advice: '',
})

const describe = ({ name, ok, detail, advice }: Finding) => [
  `${ok ? '✓' : '✗'} ${name.padEnd(13)} ${detail}`,
  ...(advice === '' ? [] : [`  ${' '.repeat(13)} → ${advice}`]),
]

const checkNode: Check = async () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > 22 || (major === 22 && minor >= 15)
  return { ok, detail: process.versions.node, advice: ok ? '' : 'Node 22.15 or newer is needed: npm install node@24' }
}

async function checkConfiguration({ unknownNames }: Config): ReturnType<Check> {
  if (unknownNames.length === 0) return { ok: true, detail: 'valid', advice: '' }
  return {
    ok: false,
    detail: `nothing reads ${unknownNames.join(', ')}`,
    advice: 'check the spelling against .env.example',
  }
}

async function checkDatabase(config: Config, env: Surroundings['env']): ReturnType<Check> {
  const database = await openDatabase(config, env, quietLog())
  const pool = connect({ url: database.url, max: 1, applicationName: 'octollm-doctor' })
  try {
    const { rows } = await pool.query<{ server_version_num: string }>('show server_version_num')
    const version = Number(rows[0]?.server_version_num ?? 0)
    const ok = version >= 150_000
    const advice = ok ? '' : 'Postgres 15 or newer is needed'
    return { ok, detail: `${database.where}, version ${Math.floor(version / 10_000)}`, advice }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, detail: `${database.where}: ${reason}`, advice: 'check DATABASE_URL, or leave it out' }
  } finally {
    await pool.end()
    await database.close()
  }
}

async function checkVault({ vaultKeys, databaseUrl }: Config): ReturnType<Check> {
  const [first] = vaultKeys
  if (first) return { ok: true, detail: `seals under "${first.id}", opens ${vaultKeys.length} keys`, advice: '' }
  if (databaseUrl === null) return { ok: true, detail: 'under the key file in the data folder', advice: '' }
  const advice = 'set OCTOLLM_VAULT_KEYS to give submitters back what tokens such as [EMAIL_1] stand for'
  return { ok: true, detail: 'none: tokens are restored for nobody', advice }
}

async function checkModel({ model }: Config): ReturnType<Check> {
  if (!model) {
    const advice = 'set OPENAI_API_KEY, or OPENAI_BASE_URL for Ollama, vLLM or llama.cpp'
    return { ok: true, detail: 'none: plans are made by rule, and the coder cannot work', advice }
  }
  const url = new URL(`${model.baseUrl ?? 'https://api.openai.com/v1'}/models`)
  const headers = model.apiKey === null ? {} : { authorization: `Bearer ${model.apiKey}` }
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) }).catch(() => null)
  if (!response)
    return { ok: false, detail: `${url.origin} does not answer`, advice: 'check OPENAI_BASE_URL and the network' }
  const ok = response.ok || response.status === 404
  return {
    ok,
    detail: `${model.name} at ${url.origin}`,
    advice: ok ? '' : `it answered ${response.status}: check OPENAI_API_KEY`,
  }
}

const checkSandbox: Check = async () => {
  const sandbox = createSandbox({ idle: 0 })
  try {
    const { result } = await sandbox.run({ language: 'python', code: 'result = 6 * 7' })
    const ok = result === 42
    return { ok, detail: ok ? 'runs Python and JavaScript' : 'computes wrong results', advice: '' }
  } finally {
    await sandbox.close()
  }
}

async function checkCommandSandbox({ executor }: Config): ReturnType<Check> {
  const allowed = executor.commands.join(', ') || 'none'
  const refusal = await createCommandSandbox().check()
  if (!refusal) return { ok: true, detail: `bubblewrap works; allowed: ${allowed}`, advice: '' }
  const { reason, advice } = refusal
  if (executor.commands.length === 0) return { ok: true, detail: `none allowed, and ${reason}`, advice: '' }
  return { ok: false, detail: `${allowed}: refused, because ${reason}`, advice }
}

async function checkMcp(config: Config, env: Surroundings['env']): ReturnType<Check> {
  const log = quietLog()
  const guard = await openReflex(config, log)
  try {
    const { arms, leftOut, close } = await openMcp({ file: config.mcpFile, env, reflex: guard.reflex, log })
    await close()
    return { ok: leftOut.length === 0, detail: `offers ${arms.length} tools`, advice: leftOut.join(' ') }
  } finally {
    guard.close()
  }
}
