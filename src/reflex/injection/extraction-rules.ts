import { gap, type InjectionRule, within, wordRule } from './rule.ts'

const extraction = { category: 'prompt_extraction', severity: 'high', inData: 'critical' } as const
const exfiltration = { category: 'data_exfiltration', severity: 'high', inData: 'critical' } as const
const memory = { category: 'memory_access', severity: 'medium', inData: 'high' } as const

const REVEAL =
  'reveal|show|print|display|output|repeat|tell|give|share|list|leak|expose|disclose|summarize|summarise|describe|translate|' +
  'encode|provide|write|say|recite|echo|dump|copy|paste|return|what|send|quote|type|spell|reproduce'
const HIDDEN =
  '(?:(?:the|your|this|its) (?:\\w{1,14} ){0,2}(?:system|initial|original|hidden|secret|internal|full|exact|' +
  'underlying|first|previous|preceding|complete|entire) (?:\\w{1,14} )?(?:prompts?|instructions?|messages?|' +
  'directives?|guidelines|rules|configuration)|your (?:\\w{1,12} )?(?:prompt|instructions|directives|programming|' +
  'system prompt|guidelines|configuration|initial setup))'
const PRIVATE =
  '(?:conversation|chat (?:history|log)|history|system prompt|credentials?|passwords?|api keys?|secrets?|tokens?|' +
  "private|personal (?:data|information|details)|user(?:'s)? (?:data|information|details|email)|sensitive|" +
  'confidential|environment variables|contacts|all (?:the )?(?:files|emails|messages|documents|data)|inbox)'
const DESTINATION =
  "(?:https?:|www\\.|ftp:|[\\w.+-]{1,40}@|(?:my|the attacker's|an external|this|the following|" +
  'a remote) (?:server|url|email|address|webhook|endpoint|site))'

export const EXTRACTION_RULES: readonly InjectionRule[] = [
  wordRule('extract-prompt', extraction, REVEAL, `(?:'s| is| are| was| were)?${gap(5)} ${HIDDEN}(?![a-z])`),
  wordRule(
    'extract-above',
    extraction,
    'repeat|print|output|copy|say|write|translate|spell|paste|return|echo|recite|show|display',
    `${gap(4)} (?:(?:text|words?|content|everything|messages?|lines?|sentences?|paragraphs?|conversation|` +
      'instructions?) (?:above|before|so far|prior to|preceding)|everything (?:above|before|i said|in your)|' +
      '(?:the )?above (?:text|prompt|message|instructions?|content|words|conversation))(?![a-z])',
  ),
  wordRule(
    'extract-told',
    extraction,
    'what',
    `(?: were| are| did| was| have)${gap(3)} (?:you|your creators?|developers?)(?: been)? (?:told|instructed|` +
      'given|programmed|asked) (?:to|not to|by|in|at|before|when|about)',
  ),
  wordRule(
    'extract-start',
    extraction,
    'repeat|start|begin|output|print',
    `${within(40)}(?:starting with|beginning with|begins? with|starts? with)${gap(3)} ?["'\`“]?you are(?![a-z])`,
  ),
  wordRule(
    'extract-secret',
    extraction,
    'reveal|tell|give|show|say|print|output|leak|disclose|share|spell|whisper',
    `(?: me| us)?${gap(3)} (?:the|your) (?:secret|password|passcode|access code|secret (?:key|word|code)|` +
      'hidden (?:key|word))(?![a-z])',
  ),
  wordRule(
    'exfil-to',
    exfiltration,
    'send|forward|email|post|upload|transmit|exfiltrate|leak|export|deliver|append|submit|mail',
    `${within(80)}${PRIVATE}${within(60)} (?:to|via|at) ${DESTINATION}`,
  ),
  wordRule(
    'exfil-all',
    exfiltration,
    'send|forward|email|post|upload|transmit|exfiltrate|leak|copy',
    `(?: me)? (?:all|every|the entire|the full|the contents of)${within(50)}(?:to|via|at) ${DESTINATION}`,
  ),
  wordRule(
    'exfil-image',
    exfiltration,
    'image|markdown|link|url|pixel',
    `${within(60)}(?:https?:)[^ ]{3,120}[?&][\\w-]{1,24}=(?:\\[|\\{|<|%7b|summary|data|secret|conversation|prompt)`,
  ),
  wordRule(
    'memory-others',
    memory,
    'repeat|show|list|tell|give|reveal|what|access|retrieve|dump|print|read',
    `${gap(5)} (?:previous|other|earlier|last|another|different|prior) (?:users?'?s?|customers?'?s?|` +
      "sessions?'?s?|people'?s?)(?: (?:said|asked|told|messages?|conversations?|data|questions?|history|chats?|" +
      'wrote|input|prompts?))',
  ),
  wordRule(
    'memory-dump',
    memory,
    'dump|reveal|print|show|access|read|output|erase|wipe|clear|reset|overwrite',
    `${gap(2)} your (?:\\w{1,12} )?(?:memory|memories|context window|conversation history|internal state|session|` +
      'state|cache|knowledge base|variables)(?![a-z])',
  ),
  wordRule(
    'memory-plant',
    { ...memory, inData: 'critical' },
    'remember|save|store|add|write|commit|memorize',
    `${within(80)}(?:(?:to|in|into) your (?:long-term |permanent )?memory|in (?:all|` +
      'every) future (?:conversation|session|chat|response|repl)|for all future|forever)',
  ),
]
