import { gap, type InjectionRule, literalRule, within, wordRule } from './rule.ts'

const critical = { category: 'ignore_previous', severity: 'critical' } as const
const high = { category: 'ignore_previous', severity: 'high', inData: 'critical' } as const

const VERBS =
  'ignore|ignoring|disregard|disregarding|forget|forgetting|overlook|neglect|bypass|override|overrule|discard|dismiss|' +
  'abandon|unlearn|scrap|nullify|void|drop|skip|omit|erase|delete'
const FILLER =
  '(?: (?:completely|entirely|totally|please|now|just|fully|about|any|all|every|each|both|everything in|of|the|' +
  'your|my|these|those|its|our|this|that|such|whatever)){0,5}'
const EARLIER =
  '(?:previous(?:ly)?|prior|above|earlier|preceding|foregoing|initial|original|existing|current|past|former|old|' +
  'before|system|developer|safety|security|ethical|moral|internal|built-in|default|hidden|openai|given)'
const ORDERS =
  '(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|guidance|commands?|orders?|constraints?|' +
  'restrictions?|polic(?:y|ies)|programming|training|safeguards?|filters?|limitations?|protocols?|guardrails?)'
const TEXTS =
  '(?:messages?|context|conversations?|text|content|tasks?|requests?|statements?|words|chat|input|dialogue|questions?)'
const NEXT_ORDER =
  '(?:say|print|tell|write|output|respond|reply|instead|do|return|answer|translate|give|reveal|show|repeat|act|' +
  'you|start|just|now)'
// What is left of an attack whose spaces were taken out.
const JOINED_STARTS = [
  ...['ignoreall', 'ignoreprev', 'ignorethe', 'ignoreyour', 'ignoreany', 'forgetall', 'forgetprev'],
  ...['disregardall', 'disregardprev', 'disregardthe'],
]
// "Don't ignore", "never forget": the opposite of an attack.
const NOT_NEGATED = "(?<!(?:\\bnot|n't|\\bnever|\\bcannot|\\bwithout|\\bwhy) (?:to |ever |just |simply )?)"

const toIgnore = (id: string, severity: typeof critical | typeof high, verbs: string, rest: string) =>
  wordRule(id, severity, verbs, rest, NOT_NEGATED)

export const OVERRIDE_RULES: readonly InjectionRule[] = [
  toIgnore('override-earlier', critical, VERBS, `${FILLER} ${EARLIER}${gap(3)} ${ORDERS}(?![a-z])`),
  toIgnore('override-yours', critical, VERBS, `(?: all| any| every)?(?: of)? your${gap(1)} ${ORDERS}(?![a-z])`),
  toIgnore(
    'override-all',
    critical,
    'ignore|disregard|forget|override|bypass',
    ' (?:all|any|every)(?: of)?(?: the| these| those| my| his)? ' +
      '(?:instructions?|prompts?|rules|directives|guidelines|restrictions|guardrails|safeguards|programming)' +
      '(?: (?:you|that|above|before|given|from|in|and|set)|[.,;:!]|$)',
  ),
  toIgnore(
    'override-told',
    critical,
    'ignore|disregard|forget',
    ` (?:everything|anything|all|what|whatever)${within(30)} (?:` +
      "you(?: were| have been|'ve been| are| had been) (?:told|instructed|taught|asked|given|trained)|" +
      '(?:was|were|is|has been) (?:said|told|written|given) (?:above|before|previously|earlier|to you)|' +
      'above|you (?:know|learned|knew)|before (?:this|now|that)|prior to (?:this|now))(?![a-z])',
  ),
  toIgnore(
    'override-short',
    critical,
    'ignore|disregard|forget',
    ' (?:all of |everything |all )?(?:the )?(?:above|previous|preceding|foregoing)(?: (?:text|stuff|part|lines?))?' +
      `(?:[,.;:!]| and| then){1,3} ?(?:please )?${NEXT_ORDER}(?![a-z])`,
  ),
  toIgnore(
    'override-messages',
    high,
    VERBS,
    `${FILLER} (?:previous|prior|above|earlier|preceding)${gap(2)} ${TEXTS}(?![a-z])`,
  ),
  wordRule(
    'override-stop',
    critical,
    "stop|don't|not|longer|cease|pay",
    '(?: no attention to| (?:follow|obey|heed)(?:ing)?| listen(?:ing)? to| adher(?:e|ing) to)' +
      '(?: any of| all of| all| any)?(?: the| your)? (?:previous|prior|above|earlier|preceding|original|initial|' +
      `system)${gap(1)} ${ORDERS}(?![a-z])`,
  ),
  literalRule(
    'override-joined',
    critical,
    JOINED_STARTS,
    '(?:ious|of|the|your|any|all|previous|prior|above){0,4}(?:instructions|prompts?|rules|directives|guidelines)',
  ),
  wordRule(
    'new-yours',
    { category: 'new_instructions', severity: 'critical' },
    'your',
    ' (?:new|updated|real|actual|true|only|revised) (?:system )?' +
      '(?:instructions?|rules?|directives?|orders?|prompt|task|objective|purpose|goal|mission)(?: (?:is|are|' +
      'will be)|:)',
  ),
  wordRule(
    'new-here',
    { category: 'new_instructions', severity: 'critical' },
    'here|these|following|below',
    `(?: is| are)${gap(2)} (?:your )?(?:new|updated|real|actual) (?:system )?(?:instructions?|rules|directives|` +
      'prompt|orders)(?: for you|:| to follow| you must)',
  ),
  wordRule(
    'new-heading',
    { category: 'new_instructions', severity: 'high', inData: 'critical' },
    'new|updated|revised|override|additional',
    ' (?:system |admin |developer )?(?:instructions?|directives?|orders?|prompt|rule) ?:',
  ),
  wordRule(
    'new-follow',
    { category: 'new_instructions', severity: 'critical' },
    'follow|obey|execute',
    ' (?:only )?(?:these|my|the following|this) new (?:instructions?|rules?|orders?|directives?)',
  ),
  wordRule(
    'from-now-on',
    { category: 'new_instructions', severity: 'medium', inData: 'critical' },
    'from|starting|henceforth',
    '(?: now on| this (?:point|moment)(?: on| forward)?| now)?,? (?:you (?:will|must|are|shall|should|only)|your|' +
      'only|always|respond|answer|act)(?![a-z])',
  ),
  wordRule(
    'instead-do',
    { category: 'new_instructions', severity: 'low', inData: 'medium' },
    'instead',
    ',? (?:just |only |simply |please )?(?:say|print|output|write|respond|reply|return|answer|tell)(?![a-z])',
  ),
]
