import { gap, type InjectionRule, literalRule, within, wordRule } from './rule.ts'

const critical = { category: 'jailbreak', severity: 'critical' } as const
const high = { category: 'jailbreak', severity: 'high', inData: 'critical' } as const
const role = { category: 'role_manipulation', severity: 'critical' } as const
const rolePlay = { category: 'role_play', severity: 'medium', inData: 'high' } as const

const PERSONA =
  '(?:dan|stan|dude|aim|betterdan|better dan|evil-?bot|chaosgpt|basedgpt|devmode|mongo ?tom|anti-?gpt|freegpt|' +
  'evil ?gpt|omega|jailbot|alphabreak)'
const LIMITS =
  '(?:restrictions?|limitations?|limits|filters?|rules|censorship|guidelines|ethic\\w{0,5}|moral\\w{0,5}|' +
  'boundaries|constraints?|polic(?:y|ies)|safeguards?|guardrails|confines|disclaimers?|warnings?)'
const LOOSE = '(?:unrestricted|unfiltered|uncensored|unlimited|unbound|amoral|immoral|unethical|unhinged|lawless)'
const MODE =
  '(?:developer|dev|god|jailbreak|dan|unrestricted|unfiltered|uncensored|sudo|root|admin|debug|maintenance|' +
  'opposite|evil|chaos|no-?filter)'
const SELF = '(?:an? |the |my |your )?'

export const JAILBREAK_RULES: readonly InjectionRule[] = [
  literalRule('jailbreak-anything', critical, ['do anything now', 'do-anything-now']),
  wordRule(
    'jailbreak-persona',
    critical,
    'as|are|be|named|called|like|become|enable|dan|stan',
    ` ?(?:now )?(?:going to (?:act|be) (?:as |like )?)?(?:an? )?${PERSONA}(?: mode|[,.;:!"']|$| (?:and|who|which|` +
      'would|from|because|for|is|stands|can|has|will|in|now))',
  ),
  wordRule(
    'jailbreak-mode',
    critical,
    'you|chatgpt|gpt|enter|respond|answer|simulate|acting|now',
    `(?:'re| are)?(?: now)?(?: with| in| into| as)?${gap(3)} ${MODE} mode(?![a-z])`,
  ),
  wordRule(
    'jailbreak-mode-on',
    high,
    'developer|dev|god|jailbreak|unrestricted|unfiltered|uncensored|sudo|dan',
    ' mode[: ]{1,2}(?:is |now |has been ){0,3}(?:enabled|activated|on|engaged|unlocked|output|response)(?![a-z])',
  ),
  wordRule(
    'jailbreak-loose',
    critical,
    'as|are|be|become|being|simulate|pretend|imagine|roleplay|named|called',
    `${gap(6)} ${LOOSE}(?: and [a-z-]{3,16}|, [a-z-]{3,16})?${gap(2)} (?:ai|a\\.i\\.|chatbot|bot|assistant|model|` +
      'llm|gpt|chatgpt)(?![a-z])',
  ),
  wordRule(
    'jailbreak-loose-answer',
    high,
    LOOSE.slice(3, -1),
    `${gap(2)} (?:ai|chatbot|assistant|language model|responses?|answers?|output|mode|version of (?:yourself|` +
      'you))(?![a-z])',
  ),
  wordRule(
    'jailbreak-no-limits',
    high,
    'without|no',
    '(?: any| having| following| regard for| ethical| moral| content| safety| legal){0,3}(?: or [a-z]{3,12}|' +
      ` and [a-z]{3,12})? ${LIMITS}(?: or ${LIMITS}| and ${LIMITS})?(?: (?:whatsoever|at all|or|and|on what|` +
      'in your))(?![a-z])',
  ),
  wordRule(
    'jailbreak-answer-freely',
    critical,
    'answer|respond|reply|speak|act|behave|talk|operate|function',
    `${gap(6)} (?:without|with no|free of|free from)(?: any| all| the| having| following| of| ethical| moral|` +
      ` content| safety| legal| your| usual){0,4} ${LIMITS}(?![a-z])`,
  ),
  wordRule(
    'jailbreak-unbound',
    critical,
    "you|you're|that|who|which|it|he|she|dan|and|is|are",
    "(?:'re| are| is|'s)?(?: now| also| completely| totally)?(?: not| no longer| never|n't)(?: be|" +
      ' being)? (?:bound|limited|restricted|constrained|subject|obligated|required|governed|confined|beholden|' +
      `abide)(?: by| to)?${gap(5)} (?:${LIMITS}|openai|anthropic|google|rules)(?![a-z])`,
  ),
  wordRule(
    'jailbreak-freed',
    critical,
    'broken|break|freed|free|liberated|escaped',
    '(?: free)?(?: of| from) (?:the |all |any |your |these |its |typical |' +
      `of ){0,4}${gap(3)} ?${LIMITS}(?: (?:of ai|of openai|imposed|set|placed|that)|[.,;!])`,
  ),
  wordRule(
    'jailbreak-two-voices',
    critical,
    'two|both|dual',
    ' (?:different |separate )?(?:responses|answers|ways|paragraphs|outputs|replies)[^.!?]{0,90}?(?:\\bdan\\b|' +
      'jailbr|\\bunfiltered|\\bevil\\b|developer mode|\\bstan\\b|🔓)',
  ),
  literalRule('jailbreak-marker', critical, ['[🔓', '(🔓', '[jailbreak', '[🔒', '(🔒']),
  wordRule(
    'jailbreak-stay',
    high,
    'stay|remain|stop',
    ' (?:a dan|in dan|jailbroken|being jailbroken|as dan|in jailbreak)',
  ),
  wordRule(
    'jailbreak-never-refuse',
    high,
    "never|not|cannot|can't|won't|don't",
    ' (?:ever |be able to |allowed to |to )?(?:refuse|decline|reject|say no|deny|censor|break character|' +
      `apologi[sz]e|moralize|lecture)(?:${gap(4)} (?:request|question|order|command|task|prompt|anything|me|answer|` +
      'instruction)s?|[.,;!]| to)',
  ),
  wordRule(
    'jailbreak-obey',
    high,
    'must|will|shall',
    '(?: always| now| only| fully)?(?: comply| obey| do (?:anything|everything|whatever)| answer (?:any|every|' +
      `all)| follow (?:my|every|all my))(?: with)?${gap(3)} (?:orders?|commands?|requests?|questions?|say|ask|` +
      'instructions?|want|prompts?|me|tell|anything)(?![a-z])',
  ),
  wordRule(
    'role-no-longer',
    role,
    "you|you're",
    `(?:'re| are)?(?: now)? no longer (?:${SELF}(?:ai|assistant|language model|chatbot|chatgpt|claude|gemini|bot|` +
      'helpful|bound|restricted|limited)|required|obliged|have to)(?![a-z])',
  ),
  wordRule(
    'role-now',
    { category: 'role_manipulation', severity: 'medium', inData: 'critical' },
    "you|you're",
    "(?:'re| are| will be| shall be)?(?: from)? now(?: on)? (?:an? |the |my |going to |to be |in |act|call|known|" +
      'playing |speaking |operating )',
  ),
  wordRule(
    'role-unbound-now',
    role,
    "you|you're",
    `(?:'re| are)?(?: going to be)? now${within(90)}(?:no (?:restrictions|rules|limits|filters)|${LOOSE}|` +
      'without (?:any )?(?:restrictions|rules|limits|filters)|anything i (?:say|ask)|evil|hacker)(?![a-z])',
  ),
  wordRule(
    'role-authority',
    { category: 'role_manipulation', severity: 'high', inData: 'critical' },
    "i|i'm",
    "(?:'m| am) (?:the |your |an? )?(?:openai |anthropic |system |original |lead |chief )?(?:developer|creator|" +
      'administrator|admin|owner|programmer|root user|superuser)(?: (?:of (?:this|the) (?:ai|model|system|bot)|' +
      'and i|so you|here|mode|with)|[,.;]? (?:you must|override|grant|give me|disable|show me|reveal))',
  ),
  wordRule(
    'role-override',
    role,
    'admin|administrator|developer|system|root|sudo|emergency',
    ' (?:override|command|access)[:,]? ?(?:code|mode|granted|activated|enabled|accepted|protocol)',
  ),
  wordRule(
    'role-disable-safety',
    role,
    'disable|deactivate|remove|turn|switch|bypass|circumvent|evade|ignore|unlock',
    ` ?(?:off )?(?:all |any |the )?(?:of )?your${gap(2)} (?:safety|security|content|ethical|moral|moderation|` +
      'filters?|restrictions?|safeguards?|guardrails?|censorship|limitations?|alignment|guidelines|' +
      'protocols)(?![a-z])',
  ),
  wordRule(
    'role-play-unbound',
    rolePlay,
    'pretend|imagine|suppose|roleplay|role-play|act|hypothetically|simulate',
    `${within(120)}(?:no (?:rules|laws|restrictions|limits|ethics|morals|filters)|${LOOSE}|evil|` +
      'without (?:any )?(?:rules|laws|restrictions|ethics)|illegal|anything is (?:legal|allowed)|hacker|criminal|' +
      'malicious)(?![a-z])',
  ),
  wordRule(
    'role-play-grandma',
    rolePlay,
    'grandmother|grandma|granny|grandpa|uncle',
    `${within(80)} (?:used to|would) (?:read|tell|whisper|sing|recite|explain|teach)`,
  ),
  wordRule(
    'role-play-game',
    rolePlay,
    "let's|lets|we're|we",
    `(?: are)?(?: going to)? play(?:ing)? (?:a|the) (?:game|role-?play)${within(100)}(?:you (?:must|will|have to|` +
      "can't|cannot)|no rules|opposite|never (?:refuse|say no))(?![a-z])",
  ),
]
