import { styleText } from 'node:util'
import type { Task } from '../../src/contracts/task.ts'
import { SIMULATED } from './simulated-model.ts'

const MAX_LINES = 14

/** Prints what a task came to, the beginning of it where it is long. */
export function showResult({ result }: Task): void {
  if (!result) return
  const lines = result.answer.trim().split('\n')
  const shown = lines.slice(0, MAX_LINES).map((line) => `  │ ${line}`)
  const rest = lines.length > MAX_LINES ? [`  │ … ${lines.length - MAX_LINES} more lines`] : []
  console.log([`  result (${SIMULATED}), confidence ${result.confidence}:`, ...shown, ...rest].map(dim).join('\n'))
}

const dim = (line: string) => styleText('dim', line)
