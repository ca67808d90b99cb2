import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { createValueFinder } from '../support/find-values.ts'
import { asksFor, type ChatRequest, type ModelServer, startModelServer, textOf } from '../support/model-server.ts'
import { createOctollm, type Octollm, type Running } from '../support/octollm-process.ts'
import { aPerson, type Person } from '../support/people.ts'
import { answerStep } from '../support/plan-answer.ts'
import { everythingStored } from '../support/stored-text.ts'

const TASKS = 500
const AT_ONCE = 24
const KILL_AFTER = 120
const ASKS_EVERY = 25

/** One task: what it says, what of it is to come back, and what came back. */
interface Trial {
  readonly n: number
  readonly request: Record<string, unknown>
  /** Values of the submitter that the task, and that its stream, must show again. */
  readonly inTask: readonly string[]
  readonly inStream: readonly string[]
  readonly answer: { decision: string; answer: string } | null
}

const kindsIn = ({ values, told }: Person, kinds: readonly string[]) => ({
  values: kinds.map((kind) => values[kind] ?? ''),
  text: kinds.map((kind) => told[kind] ?? '').join('; '),
})

// A value that no submitter gave: the model makes one up for each task.
const madeUp = (n: number) => `desk${n}@supplier-${n}-mail.com`
const added = (n: number) => `boss${n}@answer-${n}-mail.com`

function aTrial(n: number): Trial {
  const person = aPerson(n)
  const kinds = Object.keys(person.values)
  const goal = kindsIn(person, kinds.slice(0, 7))
  const rule = kindsIn(person, kinds.slice(7, 10))
  const context = kindsIn(person, [...kinds.slice(10, 14), 'email'])
  const metadata = kindsIn(person, [...kinds.slice(14), 'phone'])
  const asks = n % ASKS_EVERY === 0
  const inStream = [...goal.values, ...rule.values, ...context.values, madeUp(n), ...(asks ? [added(n)] : [])]
  return {
    n,
    request: {
      goal: `Write letter ${n}. It is about ${goal.text}.`,
      constraints: [`Mention ${rule.text}`],
      context: { notes: [context.text], [String(person.values['email'])]: { seen: context.text } },
      metadata: { ticket: metadata.text },
      approval: asks ? 'always' : 'never',
    },
    inTask: [...inStream, ...metadata.values],
    inStream,
    answer: asks ? { decision: 'approve', answer: `Tell ${added(n)} and ${person.values['email']} first` } : null,
  }
}

const TOKEN = /\[[A-Z][A-Z0-9_]*_\d+\]/g
const SPELLINGS: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => token.toLowerCase(),
  (token) => token.replace('[', '\\[').replace(']', '\\]').replaceAll('_', '\\_'),
  (token) => token.slice(1, -1),
  (token) => `**${token}**`,
]

/** Says again every token it was told, each in a way that models write them, and makes up an address. */
function repeatAll(body: ChatRequest): string {
  const text = textOf(body)
  const n = Number(/letter (\d+)/i.exec(text)?.[1] ?? 0)
  const tokens = [...new Set(text.match(TOKEN))]
  const spelt = tokens.map((token, index) => SPELLINGS[(n + index) % SPELLINGS.length]?.(token) ?? token)
  return `${spelt.join(', ')}. Copy to ${madeUp(n)}.`
}

// A thousand programs in the sandbox would be another test.
const NEVER_RUN = { language: 'rust' }

function script(server: ModelServer): void {
  server.answer(asksFor('plan'), (body) => {
    const n = /Write letter (\d+)/.exec(textOf(body))?.[1]
    const plan = [
      { ...answerStep(1, 'coder', `Write letter ${n}, the first page`), inputs: NEVER_RUN },
      { ...answerStep(2, 'coder', `Write letter ${n}, the second page`), inputs: NEVER_RUN },
      answerStep(3, 'guardian', 'Check both pages for personal data', [1, 2]),
    ]
    return { content: JSON.stringify({ plan, rationale: repeatAll(body), confidence_score: 0.8 }) }
  })
  server.answer(
    (body) => textOf(body).includes('You write'),
    (body) => ({
      content: JSON.stringify({ code: 'const LETTER: u8 = 1;', tests: '', explanation: repeatAll(body), warnings: [] }),
    }),
  )
  server.answer(() => true, { content: JSON.stringify({ criteria: [], issues: [], quality_score: 1 }) })
}

let octollm: Octollm
let model: ModelServer
let database: FreshDatabase
let server: Running & { url: string }
let worker: Running

beforeAll(async () => {
  model = await startModelServer()
  script(model)
  database = await freshDatabase()
  octollm = await createOctollm({
    DATABASE_URL: database.url,
    OPENAI_BASE_URL: model.url,
    OCTOLLM_VAULT_KEYS: `test:${randomBytes(32).toString('base64')}`,
    OCTOLLM_LOG_LEVEL: 'debug',
    OCTOLLM_CONCURRENCY: '8',
  })
  server = await octollm.serve()
  worker = await octollm.worker()
})
afterAll(async () => {
  await octollm.remove()
  await database.drop()
  await model.close()
})

async function call(path: string, json?: object, headers: Record<string, string> = {}) {
  const init = json ? { method: 'POST', body: JSON.stringify(json) } : {}
  const response = await fetch(server.url + path, {
    ...init,
    headers: { 'content-type': 'application/json', ...headers },
  })
  return response.text()
}

async function until(id: string, phases: readonly string[]): Promise<void> {
  while (!phases.includes(JSON.parse(await call(`/tasks/${id}`)).phase)) await sleep(100)
}

interface Outcome {
  readonly status: string
  readonly missing: readonly string[]
}

/** Submits the task, answers when it asks, follows it to its end, reads it, and says what did not come back. */
async function run({ n, request, inTask, inStream, answer }: Trial): Promise<Outcome> {
  const key = { 'idempotency-key': `order of ${aPerson(n).values['email']}` }
  const { task_id: id } = JSON.parse(await call('/submit', request, key))
  if (answer) {
    await until(id, ['awaiting_approval', 'done'])
    await call(`/tasks/${id}/resume`, answer)
  }
  const stream = await call(`/tasks/${id}/events`)
  const task = await call(`/tasks/${id}`)
  const missing = (text: string, values: readonly string[], where: string) =>
    values.filter((value) => !text.includes(value)).map((value) => `${n} ${where}: ${value}`)
  return {
    status: JSON.parse(task).status,
    missing: [...missing(task, inTask, 'task'), ...missing(stream, inStream, 'stream')],
  }
}

/** Runs them `AT_ONCE` at a time; in the midst of it the second worker is killed. */
async function runAll(trials: readonly Trial[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const waiting = [...trials]
  const lane = async () => {
    for (let trial = waiting.shift(); trial; trial = waiting.shift()) {
      outcomes.push(await run(trial))
      if (outcomes.length === KILL_AFTER) await worker.stop('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return outcomes
}

describe('500 tasks with personal data', { timeout: 600_000 }, () => {
  it('leave it in no table, log, metric or request to the model, and give all of it back', async () => {
    const trials = Array.from({ length: TASKS }, (_, n) => aTrial(n))
    const startedAt = performance.now()
    const outcomes = await runAll(trials)
    const seconds = (performance.now() - startedAt) / 1_000

    const values = [...new Set(trials.flatMap(({ inTask }) => inTask))]
    const find = createValueFinder(values)
    const stored = await everythingStored(database.pool)
    const places = {
      tables: stored,
      logs: [server, worker].map(({ stdout, stderr }) => stdout() + stderr()).join(''),
      metrics: await call('/metrics'),
      'requests to the model': JSON.stringify(model.requests),
    }
    const found = Object.entries(places).map(([place, text]) => [place, find(text)] as const)
    const expected = trials.reduce((sum, { inTask, inStream }) => sum + inTask.length + inStream.length, 0)
    const missing = outcomes.flatMap((outcome) => outcome.missing)
    const recovered = server.stdout().split('"recovered":true').length - 1
    const sizes = Object.entries(places).map(([place, text]) => `${place} ${(text.length / 1e6).toFixed(1)} MB`)
    process.stdout.write(
      `${outcomes.length} tasks in ${seconds.toFixed(0)} s, ${model.requests.length} requests to the model, ${recovered} taken over from a killed worker; ` +
        `${values.length} values looked for in ${sizes.join(', ')}: ${found.flatMap(([, hits]) => hits).length} found; ` +
        `${expected - missing.length} of ${expected} came back\n`,
    )
    expect(Object.fromEntries(found)).toEqual({ tables: [], logs: [], metrics: [], 'requests to the model': [] })
    expect(missing).toEqual([])
    expect(outcomes.filter(({ status }) => status !== 'completed')).toEqual([])
    expect(places.metrics).toContain('octollm_reflex_detections_total{kind="email"}')
    expect(find(stored + values[0])).toEqual([values[0]]) // the search itself works
  })
})
