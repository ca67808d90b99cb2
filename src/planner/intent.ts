/** What a goal asks for, read by rule. */
export interface Intent {
  readonly goal: string
  /** Capabilities the words of the goal speak of, the clearest first. */
  readonly requiredCapabilities: readonly Capability[]
  /** Limits the goal itself states: "without …", "at most …", "must …". */
  readonly constraints: readonly string[]
  /** What the goal names: `language` and `urls`. */
  readonly context: Readonly<Record<string, unknown>>
  readonly complexity: 'simple' | 'medium' | 'complex'
  /** 0–1: how clearly the words point at a capability. */
  readonly confidence: number
}

const TOPICS = {
  code_generation:
    /\b(?:writ|implement|creat|generat|build|develop|code)\w*\b[^.?!]{0,60}\b(?:function|code|script|program|class|module|api|endpoint|parser|algorithm|test|regex|query|component|cli|app|library)\w*/i,
  debugging:
    /\b(?:debug|fix|repair|correct|solve)\w*\b[^.?!]{0,60}\b(?:bug|error|code|function|crash|exception|test|issue|script)\w*/i,
  refactoring: /\b(?:refactor|optimi[sz]e|clean up|rewrite|simplify)\w*\b/i,
  code_analysis:
    /\b(?:explain|analy[sz]e|review|understand)\w*\b[^.?!]{0,40}\b(?:code|function|script|program|class|module|snippet)\w*/i,
  code_execution: /\b(?:run|execute|compute|calculate|evaluate)\w*\b/i,
  data_analysis: /\b(?:data|dataset|csv|statistic|correlation|average|median|chart|trend)\w*\b/i,
  retrieval:
    /\b(?:what|who|when|where|which|why|how|find|search|look up|list|summari[sz]e|explain|describe|tell|compare)\b|\?\s*$/i,
  validation: /\b(?:verify|validate|check|test|prove|confirm|judge)\w*\b/i,
  safety: /\b(?:pii|personal data|secrets?|redact|anonymi[sz]e|sensitive|unsafe|leak|gdpr|toxic)\w*\b/i,
  planning: /\b(?:plan|roadmap|break down|decompose|schedule)\b/i,
} as const satisfies Readonly<Record<string, RegExp>>

type Capability = keyof typeof TOPICS

const LANGUAGES =
  /\b(python|javascript|typescript|golang|go(?= (?:function|program|code|script))|rust|java|ruby|php|kotlin|swift|c\+\+|c#|sql|bash)(?![\w+#])/i
const LIMITS =
  /\b(?:without|at most|no more than|at least|must(?: not)?|only|within|under|in less than)\b[^,.;!?]{2,80}/gi
const URLS = /https?:\/\/[^\s"'<>)]+/g

/** Reads a goal without a model: good enough to send a simple goal to one arm, or to plan while the model is down. */
export function parseIntent(goal: string): Intent {
  const requiredCapabilities = capabilitiesIn(goal)
  const language = LANGUAGES.exec(goal)?.[1]?.toLowerCase()
  const urls = goal.match(URLS) ?? []
  const constraints = (goal.match(LIMITS) ?? []).map((limit) => limit.trim())
  return {
    goal,
    requiredCapabilities,
    constraints,
    context: { ...(language && { language }), ...(urls.length > 0 && { urls }) },
    complexity: complexityOf(goal, requiredCapabilities.length, constraints.length),
    confidence: confidenceOf(requiredCapabilities.length),
  }
}

function capabilitiesIn(goal: string): Capability[] {
  const names: Capability[] = []
  for (const [name, words] of Object.entries(TOPICS)) {
    if (words.test(goal) && isCapability(name)) names.push(name)
  }
  return names
}

function isCapability(name: string): name is Capability {
  return Object.hasOwn(TOPICS, name)
}

// Every further sentence, "and then", capability and limit is one more thing to get right.
function complexityOf(goal: string, capabilities: number, limits: number): Intent['complexity'] {
  const parts = goal
    .split(/[.;\n]+\s|\b(?:and then|then|after that|finally|and also)\b/i)
    .filter((part) => part.trim() !== '')
  const weight = parts.length + Math.max(0, capabilities - 1) + limits + Math.floor(goal.length / 400)
  if (weight <= 2) return 'simple'
  return weight <= 4 ? 'medium' : 'complex'
}

function confidenceOf(capabilities: number): number {
  if (capabilities === 0) return 0.3
  return capabilities <= 2 ? 0.8 : 0.6
}
