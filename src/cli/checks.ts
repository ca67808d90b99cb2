import type { PolicyRule } from '../arms/guardian/check-output.ts'
import { checkText } from '../arms/guardian/check-text.ts'
import { validate } from '../arms/judge/validate.ts'
import type { Octo } from '../graph/create-octo-graph.ts'
import type { Checks } from '../server/routes/check-routes.ts'

/** No task pays for what is asked outside of tasks; the model's own limits hold. */
const UNMETERED = { reserve: async () => ({ settle: async () => {} }) }

interface CheckParts {
  readonly octo: Pick<Octo, 'judge' | 'reflex' | 'model'>
  readonly guardianRules: readonly PolicyRule[]
}

/** The judge and the guardian of the system, for requests outside of tasks. */
export function checksOf({ octo, guardianRules }: CheckParts): Checks {
  return {
    check: (request) => checkText(request, { reflex: octo.reflex, rules: guardianRules }),
    async validate(request, { signal }) {
      const verdict = await validate(octo.judge, request, { signal, meter: UNMETERED })
      return { verdict, reviewedBy: octo.model?.name ?? null }
    },
  }
}
