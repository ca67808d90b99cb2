import { z } from 'zod'
import { problemsOfPattern } from '../../reflex/rule-packs/check-pattern.ts'
import { problemsIn, readSettings } from '../../reflex/rule-packs/read-settings.ts'
import { repeated } from '../../reflex/rule-packs/rule-pack.ts'
import type { PolicyRule } from './check-output.ts'

const Texts = z.array(z.string().min(1).max(10_000)).max(50)

const RuleInFile = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, "_" and "-", at most 63'),
  description: z.string().optional(),
  severity: z.enum(['warning', 'error']).default('warning'),
  /** Read with the flag `u`; every repeat needs an upper bound, so that no text can make it slow. */
  pattern: z.string().min(1).max(2_000),
  ignore_case: z.boolean().default(false),
  /** Put in the place of every match; without it the text stays as it is. */
  replacement: z.string().max(200).optional(),
  tests: z.strictObject({
    finds: Texts.min(1, 'needs at least one text that the rule has to find'),
    passes: Texts.default([]),
  }),
})
type RuleInFile = z.infer<typeof RuleInFile>

const RulesFile = z.strictObject({ description: z.string().optional(), rules: z.array(RuleInFile).min(1).max(500) })

// As for the rules of the reflex.
const MAX_STEPS = 10_000

/**
 * The guardian's rules of a YAML or JSON file. Each brings tests of its own, which are run now. Throws a TypeError that
 * names the file and lists every problem: an unknown field, an id that is there twice, a pattern that is none or that a
 * text could make slow, a text that its rule should find and does not, or finds and should not.
 */
export async function readGuardianRules(path: string): Promise<PolicyRule[]> {
  const { rules } = await readSettings(path, RulesFile)
  const twice = repeated(rules.map(({ id }) => id)).map((id) => `${id}: is there twice`)
  const problems = [...twice, ...rules.flatMap(check)]
  if (problems.length > 0) throw problemsIn(path, problems)
  return rules.map(toRule)
}

function check(rule: RuleInFile): string[] {
  const { id, pattern, tests } = rule
  const wrong = problemsOfPattern(pattern, { unicode: true, maxSteps: MAX_STEPS })
  if (wrong.length > 0) return wrong.map((problem) => `${id}: pattern ${problem}`)
  const { pattern: expression } = toRule(rule)
  if (expression.test('')) return [`${id}: pattern fits the empty text: make it ask for something`]
  const missed = tests.finds.flatMap((text, at) => (expression.test(text) ? [] : [`tests.finds[${at}] is not found`]))
  const wronged = tests.passes.flatMap((text, at) => (expression.test(text) ? [`tests.passes[${at}] is found`] : []))
  return [...missed, ...wronged].map((problem) => `${id}: ${problem}`)
}

function toRule({ id, severity, pattern, ignore_case: ignoreCase, replacement }: RuleInFile): PolicyRule {
  return {
    id,
    severity,
    pattern: new RegExp(pattern, ignoreCase ? 'iu' : 'u'),
    ...(replacement === undefined ? {} : { replacement }),
  }
}
