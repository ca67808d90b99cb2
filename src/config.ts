import { isIP } from 'node:net'
import { z } from 'zod'
import { type ExecutorSettings, ExecutorVariables, toExecutorSettings } from './arms/executor/settings.ts'
import { type RemoteArmSettings, RemoteArmVariables, toRemoteArmSettings } from './arms/remote/settings.ts'
import { type RateScope, RateTier } from './contracts/rate-limit.ts'
import { wholeNumber } from './contracts/setting.ts'
import { readVaultKeys, type VaultKey } from './reflex/vault-keys.ts'

const days = wholeNumber(1, 36_500)

/** Accepts what people write for yes and no. */
const flag = z.stringbool('must be true or false')

const vaultKeys = z.string().transform((text, context) => {
  try {
    return readVaultKeys(text)
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : 'cannot be read')
    return z.NEVER
  }
})

const rateTier = z.enum(RateTier.options, `must be one of ${RateTier.options.join(', ')}`)

/** As Express reads "trust proxy", without the value that trusts everybody. */
const proxies = z.string().transform((text, context) => {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const addresses = text.split(',').map((address) => address.trim())
  if (addresses.every(isNetwork)) return addresses
  context.addIssue('must be how many proxies there are, or their addresses: 10.0.0.7, 10.0.0.0/8, loopback')
  return z.NEVER
})

function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...rest] = text.split('/')
  const isNamed = ['loopback', 'linklocal', 'uniquelocal'].includes(text)
  return (
    isNamed ||
    (isIP(address) !== 0 &&
      /^\d{1,3}$/.test(bits) &&
      Number(bits) <= (isIP(address) === 4 ? 32 : 128) &&
      rest.length === 0)
  )
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

/** Every variable that is read, with what is allowed. The names are the environment's. */
const Environment = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://, e.g. postgres://user:password@localhost:5432/octollm')
    .refine((url) => URL.canParse(url), 'is no URL: write "#", "/", "?" and "@" in a password as %23, %2F, %3F and %40')
    .optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) URL, e.g. http://localhost:11434/v1' })
    .optional(),
  PORT: wholeNumber(0, 65_535).default(8000),
  OCTOLLM_HOST: z
    .enum(['127.0.0.1', '::1', 'localhost'], 'must be 127.0.0.1, ::1 or localhost: there is no authentication yet')
    .default('127.0.0.1'),
  OCTOLLM_RATE_TIER: rateTier.default('unlimited'),
  OCTOLLM_RATE_TIER_USER: rateTier.optional(),
  OCTOLLM_RATE_TIER_GLOBAL: rateTier.default('unlimited'),
  OCTOLLM_TRUST_PROXY: proxies.optional(),
  OCTOLLM_DATA_DIR: z.string().optional(),
  OCTOLLM_SCHEMA: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,40}$/, 'must be lower-case letters, digits and "_"')
    .default('octollm'),
  OCTOLLM_MODEL: z.string().default('gpt-4o-mini'),
  OCTOLLM_MODEL_LABEL: z.string().optional(),
  OCTOLLM_PRICES: z.string().optional(),
  OCTOLLM_EMBEDDINGS_MODEL: z.string().nullable().default(null),
  OCTOLLM_DEGRADED_PLANNING: flag.default(true),
  OCTOLLM_WORKER: flag.default(true),
  OCTOLLM_CONCURRENCY: wholeNumber(1, 100).default(4),
  OCTOLLM_PARALLEL_STEPS: wholeNumber(1, 100).default(8),
  OCTOLLM_APPROVE_ABOVE_USD: z.coerce
    .number('must be a number of US dollars, 0 or more')
    .min(0, 'must be 0 or more')
    .default(10),
  OCTOLLM_VAULT_KEYS: vaultKeys.optional(),
  OCTOLLM_REFLEX_POLICY: z.string().optional(),
  OCTOLLM_REFLEX_HASH_KEY: z.string().min(16, 'must have 16 characters or more').optional(),
  OCTOLLM_MCP: z.string().optional(),
  ...ExecutorVariables.shape,
  OCTOLLM_GUARDIAN_RULES: z.string().optional(),
  ...RemoteArmVariables.shape,
  OCTOLLM_DRAIN_SECONDS: wholeNumber(0, 600).default(10),
  OCTOLLM_RETAIN_HISTORY_DAYS: days.optional(),
  OCTOLLM_RETAIN_MEMORY_DAYS: days.optional(),
  OCTOLLM_RETAIN_CHECKPOINTS_DAYS: days.optional(),
  OCTOLLM_RETAIN_LOG_DAYS: days.optional(),
  OCTOLLM_PREPARED_STATEMENTS: flag.default(true),
  OCTOLLM_METRICS_PORT: wholeNumber(0, 65_535).optional(),
  OCTOLLM_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
})

export interface Config {
  readonly databaseUrl: string | null
  readonly dataDir: string | null
  readonly schema: string
  readonly preparedStatements: boolean
  readonly host: string
  readonly port: number
  readonly metricsPort: number | null
  readonly rateTiers: Readonly<Record<RateScope, RateTier>>
  /** How many proxies stand before the server, or their addresses. Null: none. */
  readonly trustProxy: number | readonly string[] | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Null when neither a key nor a base URL is set: the server plans by rule and says so. */
  readonly model: {
    readonly name: string
    readonly apiKey: string | null
    readonly baseUrl: string | null
    /** Shown beside the model's name wherever it appears, e.g. "simulated model". */
    readonly label: string | null
    /** Path of a JSON file with prices. */
    readonly pricesFile: string | null
  } | null
  /** Finds documents by their meaning too, where Postgres has pgvector. Null: by their words only. */
  readonly embeddingsModel: string | null
  readonly degradedPlanning: boolean
  readonly worker: boolean
  readonly concurrency: number
  readonly parallelSteps: number
  readonly approveAboveUsd: number
  /** What tokens stand for is sealed under the first and opened under all. */
  readonly vaultKeys: readonly VaultKey[]
  readonly reflex: {
    /** Path of a YAML or JSON file. Null: the default policy. */
    readonly policyFile: string | null
    /** For the redaction `hash`. */
    readonly hashKey: string | null
  }
  /** Path of a YAML or JSON file that names MCP servers and their tools. */
  readonly mcpFile: string | null
  /** Path of a YAML or JSON file with the guardian's own rules. */
  readonly guardianRulesFile: string | null
  readonly executor: ExecutorSettings
  readonly remoteArms: RemoteArmSettings
  readonly drainMs: number
  /** How many days things are kept. Null: until somebody deletes them. */
  readonly retention: {
    readonly historyDays: number | null
    readonly memoryDays: number | null
    readonly checkpointDays: number | null
    readonly logDays: number | null
  }
  /** `OCTOLLM_*` names that nothing reads: a typing error, most likely. */
  readonly unknownNames: readonly string[]
}

/** The environment as configuration. Throws one TypeError that lists every problem with the variable's name. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`)
    throw new TypeError(`The environment is not valid:\n${problems.join('\n')}\nSee .env.example for every variable.`)
  }
  const vars = parsed.data
  return {
    databaseUrl: vars.DATABASE_URL ?? null,
    dataDir: vars.OCTOLLM_DATA_DIR ?? null,
    schema: vars.OCTOLLM_SCHEMA,
    preparedStatements: vars.OCTOLLM_PREPARED_STATEMENTS,
    host: vars.OCTOLLM_HOST,
    port: vars.PORT,
    metricsPort: vars.OCTOLLM_METRICS_PORT ?? null,
    rateTiers: {
      client: vars.OCTOLLM_RATE_TIER,
      user: vars.OCTOLLM_RATE_TIER_USER ?? vars.OCTOLLM_RATE_TIER,
      global: vars.OCTOLLM_RATE_TIER_GLOBAL,
    },
    trustProxy: vars.OCTOLLM_TRUST_PROXY ?? null,
    logLevel: vars.OCTOLLM_LOG_LEVEL,
    model: modelOf(vars),
    embeddingsModel: vars.OCTOLLM_EMBEDDINGS_MODEL,
    degradedPlanning: vars.OCTOLLM_DEGRADED_PLANNING,
    worker: vars.OCTOLLM_WORKER,
    concurrency: vars.OCTOLLM_CONCURRENCY,
    parallelSteps: vars.OCTOLLM_PARALLEL_STEPS,
    approveAboveUsd: vars.OCTOLLM_APPROVE_ABOVE_USD,
    vaultKeys: vars.OCTOLLM_VAULT_KEYS ?? [],
    reflex: reflexOf(vars),
    mcpFile: vars.OCTOLLM_MCP ?? null,
    guardianRulesFile: vars.OCTOLLM_GUARDIAN_RULES ?? null,
    executor: toExecutorSettings(vars),
    remoteArms: toRemoteArmSettings(vars),
    drainMs: vars.OCTOLLM_DRAIN_SECONDS * 1_000,
    retention: retentionOf(vars),
    unknownNames: Object.keys(given).filter((name) => name.startsWith('OCTOLLM_') && !(name in Environment.shape)),
  }
}

type Variables = z.infer<typeof Environment>

const reflexOf = (vars: Variables): Config['reflex'] => ({
  policyFile: vars.OCTOLLM_REFLEX_POLICY ?? null,
  hashKey: vars.OCTOLLM_REFLEX_HASH_KEY ?? null,
})

const retentionOf = (vars: Variables): Config['retention'] => ({
  historyDays: vars.OCTOLLM_RETAIN_HISTORY_DAYS ?? null,
  memoryDays: vars.OCTOLLM_RETAIN_MEMORY_DAYS ?? null,
  checkpointDays: vars.OCTOLLM_RETAIN_CHECKPOINTS_DAYS ?? null,
  logDays: vars.OCTOLLM_RETAIN_LOG_DAYS ?? null,
})

function modelOf(vars: Variables): Config['model'] {
  if (!vars.OPENAI_API_KEY && !vars.OPENAI_BASE_URL) return null
  return {
    name: vars.OCTOLLM_MODEL,
    apiKey: vars.OPENAI_API_KEY ?? null,
    baseUrl: vars.OPENAI_BASE_URL ?? null,
    label: vars.OCTOLLM_MODEL_LABEL ?? null,
    pricesFile: vars.OCTOLLM_PRICES ?? null,
  }
}
