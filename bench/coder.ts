import { loadavg } from 'node:os'
import type { Arm } from '../src/arms/arm.ts'
import { createCoderArm } from '../src/arms/coder/coder-arm.ts'
import { createSyntaxCheck, PARSED_LANGUAGES } from '../src/arms/coder/syntax/check-syntax.ts'
import { createSandbox } from '../src/arms/executor/create-sandbox.ts'
import type { Model } from '../src/model/model.ts'
import { createArmContext } from '../tests/support/arm-context.ts'
import { describeMachine, median } from './support/bench-report.ts'

// What the coder's checks cost beside the model: reading code, and running an answer's tests. The model answers at once.

const ROUNDS = 15
const FUNCTIONS = 200

const FUNCTION: Readonly<Record<(typeof PARSED_LANGUAGES)[number], (n: number) => string>> = {
  python: (n) => `def f${n}(a, b):\n    total = 0\n    for i in range(a):\n        total += i * b\n    return total\n`,
  javascript: (n) =>
    `export function f${n}(a, b) {\n  let t = 0\n  for (let i = 0; i < a; i++) t += i * b\n  return t\n}\n`,
  typescript: (n) =>
    `export function f${n}(a: number, b: number): number {\n  let t = 0\n  for (let i = 0; i < a; i++) t += i * b\n  return t\n}\n`,
  go: (n) => `func f${n}(a, b int) int {\n\tt := 0\n\tfor i := range a {\n\t\tt += i * b\n\t}\n\treturn t\n}\n`,
  rust: (n) => `fn f${n}(a: i32, b: i32) -> i32 {\n    let mut t = 0;\n    for i in 0..a { t += i * b; }\n    t\n}\n`,
  java: (n) =>
    `  int f${n}(int a, int b) {\n    int t = 0;\n    for (int i = 0; i < a; i++) t += i * b;\n    return t;\n  }\n`,
}

const WHOLE: Readonly<Record<string, (body: string) => string>> = {
  go: (body) => `package main\n\n${body}`,
  java: (body) => `class Solution {\n${body}}\n`,
}

const TESTS = {
  python:
    'import unittest\nfrom solution import f1\n\nclass TestF(unittest.TestCase):\n    def test_f(self):\n        self.assertEqual(f1(3, 2), 6)\n',
  javascript:
    "import assert from 'assert'\nimport { f1 } from './solution.js'\ntest('f1', () => assert.equal(f1(3, 2), 6))\n",
} as const

const loadBefore = loadavg()
await measureReading()
await measureRunning()
console.log(`\n${describeMachine(undefined, loadBefore)}`)

async function measureReading(): Promise<void> {
  console.log('\n| language | characters | first text ms | further texts ms |\n|---|--:|--:|--:|')
  for (const language of PARSED_LANGUAGES) {
    const body = Array.from({ length: FUNCTIONS }, (_, n) => FUNCTION[language](n)).join('\n')
    const text = (WHOLE[language] ?? String)(body)
    const check = createSyntaxCheck()
    const first = await timed(() => check(language, text))
    const report = await check(language, text)
    if (!report.checked || report.faults.length > 0) throw new Error(`The ${language} program is not valid.`)
    const further = await medianOf(() => check(language, text))
    console.log(`| ${language} | ${text.length} | ${first.toFixed(0)} | ${further.toFixed(1)} |`)
  }
}

async function measureRunning(): Promise<void> {
  console.log('\n| a step that generates | first ms | further ms |\n|---|--:|--:|')
  const sandbox = createSandbox()
  const coder = createCoderArm({ sandbox })
  for (const language of ['python', 'javascript', 'typescript'] as const) {
    const tests = language === 'python' ? TESTS.python : TESTS.javascript
    const model = answering({ code: FUNCTION[language](1), tests })
    const run = () => solve(coder, language, model)
    const first = await timed(run)
    const further = await medianOf(run)
    console.log(`| ${language} | ${first.toFixed(0)} | ${further.toFixed(0)} |`)
  }
  await sandbox.close()
}

async function solve(coder: Arm, language: string, model: Model): Promise<void> {
  const { confidence } = await coder.execute({ language }, createArmContext({ model }))
  if (confidence !== 0.85) throw new Error(`The tests did not pass: confidence ${confidence}.`)
}

function answering(answer: object): Model {
  const usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }
  return {
    name: 'at once',
    isAvailable: () => true,
    ask: async () => ({ text: JSON.stringify(answer), model: 'at once', usage }),
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

async function medianOf(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) times.push(await timed(run))
  return median(times)
}
