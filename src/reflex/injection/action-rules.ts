import { gap, type InjectionRule, literalRule, within, wordRule } from './rule.ts'

const command = { category: 'command_injection', severity: 'high', inData: 'critical' } as const
const template = { category: 'template_injection', severity: 'high' } as const
const tool = { category: 'tool_abuse', severity: 'high', inData: 'critical' } as const
const delimiter = { category: 'delimiter', severity: 'high' } as const
const nested = { category: 'nested_prompt', severity: 'medium', inData: 'critical' } as const
const encoded = { category: 'encoded_instruction', severity: 'medium', inData: 'high' } as const

export const ACTION_RULES: readonly InjectionRule[] = [
  literalRule(
    'command-remove-all',
    command,
    ['rm -rf ', 'rm -fr ', 'rm -r -f '],
    '(?:--no-preserve-root )?(?:/(?: |\\*|$|["\'`;)])|~|\\*|\\$home)',
  ),
  literalRule(
    'command-chain',
    command,
    ['; ', ';', '&& ', '&&', '| ', '|', '$('],
    '(?:cat /etc/(?:passwd|shadow)|rm -rf|nc -e|ncat |mkfs|wget http|curl [^ ]{0,80} ?\\| ?(?:ba)?sh|bash -i|' +
      'chmod 777 /|dd if=)',
  ),
  literalRule('command-reverse-shell', command, ['/dev/tcp/', 'nc -e /bin', 'bash -i >&']),
  literalRule(
    'template-arithmetic',
    template,
    ['{{', '${', '#{', '<%=', '{%'],
    ' ?(?:\\d{1,4} ?\\* ?[\'"]?\\d{1,4}|config(?:\\.|' +
      '\\[|\\}| )|self\\.|request\\.|constructor|.{0,40}?(?:__(?:class|globals|builtins|import|mro|subclasses)__|jndi:|\\bt\\(java|runtime\\.|\\.exec\\(|popen|os\\.system|getruntime|process\\.mainmodule))',
  ),
  wordRule(
    'tool-silently',
    tool,
    "don't|not|never|without",
    '(?: to)?(?: tell| telling| inform| informing| mention| mentioning| notify| notifying| alert| alerting| warn|' +
      ' warning| ask| asking| reveal| show)(?: (?:this|it|that|anything|' +
      'about this))?(?: to)? (?:the )?user(?![a-z])',
  ),
  wordRule(
    'tool-unasked',
    tool,
    'call|use|invoke|run|execute|trigger',
    `${gap(4)} (?:tool|function|plugin|command|api|action)s?(?![a-z])${within(60)} without (?:asking|` +
      'confirmation|confirming|permission|approval|consent|telling|authorization)',
  ),
  wordRule(
    'tool-to-the-model',
    { category: 'tool_abuse', severity: 'medium', inData: 'critical' },
    'if|note|attention|dear|hey|message|important|instructions',
    "(?: message| note)?(?: you are| you're| to| for|:|,){0,4}(?: an?| the| any| all)? (?:ai|llm|language model|" +
      'ai assistant|ai agent|ai model|assistant|gpt|chatbot)s?(?: (?:assistants?|models?|agents?))?(?:[,:;.!-]|' +
      ' reading| processing| summarizing| analy[sz]ing| evaluating| who| that| and | please| you | must | should )',
  ),
  wordRule(
    'tool-while-reading',
    { category: 'tool_abuse', severity: 'medium', inData: 'critical' },
    'when|while|before|after',
    ' (?:you )?(?:are |have )?(?:summari[sz]ing|processing|reading|translating|answering|analy[sz]ing|' +
      'summari[sz]e|read|process)(?: this| the)(?: \\w{1,14}){0,2},? (?:please |also |always |you must |first |' +
      'make sure )?(?:include|add|say|send|call|tell|mention|output|write|insert|append|recommend|visit|' +
      'click)(?![a-z])',
  ),
  literalRule('delimiter-chat', delimiter, [
    '<|im_start|',
    '<|im_end|',
    '<|system|',
    '<|user|',
    '<|assistant|',
    '<|endoftext|',
    '<|eot_id|',
    '<|start_header_id|',
    '<|begin_of_text|',
    '<|endofprompt|',
    '[inst]',
    '[/inst]',
    '<<sys>>',
    '<</sys>>',
    '<start_of_turn>',
    '<end_of_turn>',
    '</system>',
    '<system>',
    '[system]',
    '[/system]',
    '[system message',
    '[system prompt',
    '</user_input>',
    '</instructions>',
    '<system_prompt>',
    '</system_prompt>',
  ]),
  literalRule(
    'delimiter-heading',
    delimiter,
    ['###', '---', '===', '***'],
    '[#=* -]{0,40} ?(?:system|new instructions?|end of (?:prompt|instructions?|input|context|document|user|' +
      'system)[a-z ]{0,20}|begin (?:system|new|admin)[a-z ]{0,20}|system (?:prompt|message|override))(?: ?[:#=*-]|' +
      '$)',
  ),
  wordRule(
    'delimiter-role',
    { category: 'delimiter', severity: 'medium', inData: 'high' },
    'system',
    ' ?: (?:you (?:are|must|will|should|have)|ignore|override|new|the (?:user|assistant)|from now|all|disable|' +
      'enable)(?![a-z])',
  ),
  wordRule(
    'nested-end',
    nested,
    'end',
    ' of (?:the )?(?:prompt|instructions?|user input|input|context|system prompt|system message|document|' +
      'conversation)[^a-z]{1,12}(?:begin|start|new|system|now|user|ignore|instructions?)(?![a-z])',
  ),
  wordRule(
    'nested-prompt',
    nested,
    'prompt|instruction|instructions',
    '["\']? ?: ?["\']?(?:ignore|disregard|forget|you are|act as|pretend|from now on|reveal)(?![a-z])',
  ),
  wordRule(
    'nested-answer-as',
    nested,
    'begin|start|prefix|preface',
    '(?: every| each| all of)?(?: your| the)(?: \\w{1,12}){0,2} (?:answer|response|reply|output|message|' +
      `responses|answers)s? with${gap(2)} ?["'“‘]?(?:sure|absolutely|of course|i have been|access granted|` +
      'certainly|yes|i will)',
  ),
  wordRule(
    'encoded-follow',
    encoded,
    'decode|decipher|decrypt|unscramble|translate',
    `${within(70)} (?:and|then) (?:then )?(?:follow|execute|do what|run|obey|act on|comply|perform|carry out)(?![a-z])`,
  ),
]
