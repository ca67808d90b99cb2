import type { ArmDescription } from '../contracts/arm.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { Reflex } from '../reflex/reflex.ts'
import type { DocumentSearch } from '../store/document-store.ts'
import type { Arm } from './arm.ts'
import { createCoderArm } from './coder/coder-arm.ts'
import type { CommandSandbox } from './executor/commands/command-sandbox.ts'
import { createSandbox } from './executor/create-sandbox.ts'
import { createExecutorArm } from './executor/executor-arm.ts'
import { createHttpArm } from './executor/http-arm.ts'
import type { Sandbox } from './executor/sandbox.ts'
import type { PolicyRule } from './guardian/check-output.ts'
import { createGuardianArm } from './guardian/guardian-arm.ts'
import type { Judge } from './judge/judge.ts'
import { createJudgeArm } from './judge/judge-arm.ts'
import { createPlannerArm, type SubPlanner } from './planner/planner-arm.ts'
import { createRetrieverArm } from './retriever/retriever-arm.ts'

export interface BuiltInParts {
  readonly documents: DocumentSearch | null
  readonly sandbox: Sandbox | undefined
  readonly commands?: CommandSandbox | undefined
  readonly outbound?: Outbound | undefined
  readonly judge: Judge
  readonly planner: SubPlanner
  /** The guardian's rules beside its own. */
  readonly rules: readonly PolicyRule[]
  /** The arms a sub-plan may use. */
  readonly descriptions: () => readonly ArmDescription[]
}

/** The six arms that come with OctoLLM, and the one that sends HTTP requests where hosts are allowed. */
export function builtInArms({
  documents,
  sandbox = createSandbox(),
  commands,
  outbound,
  judge,
  planner,
  rules,
  descriptions,
}: BuiltInParts): readonly Arm[] {
  return [
    createRetrieverArm({ documents, screen: (text, { reflex }) => screen(reflex, text) }),
    createCoderArm({ sandbox }),
    createExecutorArm({ sandbox, commands, outbound }),
    ...(outbound ? [createHttpArm({ outbound })] : []),
    createJudgeArm(judge),
    createGuardianArm({ rules }),
    createPlannerArm({ planner, arms: descriptions }),
  ]
}

/** Documents are other people's words: redacted before a model reads them, left out when they carry an injection. */
function screen(reflex: Reflex, text: string): string | null {
  const { blocked, sanitizedText } = reflex.scan(text, { role: 'document' })
  return blocked ? null : sanitizedText
}
