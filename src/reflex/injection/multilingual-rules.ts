import { type InjectionRule, literalRule, within, wordRule } from './rule.ts'

// Views have no accents in Latin script; other scripts keep theirs.
const override = { category: 'ignore_previous', severity: 'critical' } as const
const extraction = { category: 'prompt_extraction', severity: 'high', inData: 'critical' } as const

export const MULTILINGUAL_RULES: readonly InjectionRule[] = [
  wordRule(
    'override-de',
    override,
    'ignoriere|ignorier|ignorieren|ignoriert|vergiss|vergesst|vergessen|missachte|missachten|uberschreibe|verwirf',
    `${within(50)}(?:(?:vorherig|bisherig|vorig|vorangegangen|obig|fruher|alle|deine|ihre|` +
      'system)\\w{0,4} (?:\\w{1,20} ){0,2}(?:anweisung|instruktion|aufgabe|regel|befehl|vorgabe|prompt|richtlinie|' +
      'einschrankung)\\w{0,3}|alles,? was (?:davor|zuvor|vorher|oben|ich|du|dir))',
  ),
  wordRule(
    'override-fr',
    override,
    'ignore|ignorez|ignorer|oublie|oubliez|oublier|negligez|neglige|contourne',
    `${within(40)}(?:(?:instructions?|consignes?|regles|directives?|ordres?|` +
      "invites?) (?:\\w{1,14} ){0,2}(?:precedent|anterieur|initial|ci-dessus|d'avant|systeme|donne|" +
      'de securite)\\w{0,3}|(?:toutes|tes|vos|les) (?:\\w{1,14} ){0,2}(?:instructions|consignes|regles|directives)|' +
      'tout ce qui precede)',
  ),
  wordRule(
    'override-es',
    override,
    'ignora|ignore|ignoren|ignorar|olvida|olvide|olvidar|descarta|descarte|omite|omita|desobedece',
    `${within(40)}(?:(?:instrucciones|indicaciones|ordenes|reglas|directrices|` +
      'mensajes) (?:\\w{1,14} ){0,2}(?:anterior|previa|inicial|original|del sistema|de arriba)\\w{0,3}|(?:todas|' +
      'tus|sus) (?:las |tus |sus )?(?:instrucciones|indicaciones|ordenes|reglas)|todo lo anterior)',
  ),
  wordRule(
    'override-pt-it',
    override,
    'ignore|ignorar|ignora|ignorate|ignori|esqueca|esquece|desconsidere|dimentica|dimenticate',
    `${within(40)}(?:(?:instrucoes|ordens|regras|istruzioni|regole|indicazioni|` +
      'direttive) (?:\\w{1,14} ){0,2}(?:anterior|previa|precedent|inizial|iniciai|original|acima)\\w{0,3}|' +
      'tudo (?:o que veio )?(?:acima|antes)|tutto (?:cio )?(?:che|quello) (?:\\w{1,10} ){0,2}(?:prima|sopra))',
  ),
  wordRule(
    'override-nl',
    override,
    'negeer|vergeet|negeren',
    `${within(40)}(?:vorige|eerdere|voorgaande|bovenstaande|alle) (?:\\w{1,14} ){0,2}(?:instructies|opdrachten|` +
      'regels|aanwijzingen|prompts?)',
  ),
  wordRule(
    'override-pl',
    override,
    'zignoruj|ignoruj|zapomnij|pomin',
    `${within(40)}(?:poprzedni|wczesniejsz|wszystki|powyzsz)\\w{0,4} (?:\\w{1,14} ){0,2}(?:instrukcj|polece|` +
      'zasad|regul)',
  ),
  wordRule(
    'override-tr',
    override,
    'onceki|yukaridaki|tum',
    `${within(30)}(?:talimat|komut|kural|yonerge)\\w{0,12} (?:\\w{1,12} ){0,2}(?:yok say|unut|gormezden gel|` +
      'dikkate alma|goz ardi et)',
  ),
  wordRule(
    'override-translit',
    override,
    'nirdesh|nirdeshon|niyam|niyamon|pichle|pichhle',
    `${within(40)}(?:ignore|nazarandaaz|nazarandaz|bhool|bhul)`,
  ),
  literalRule(
    'override-ru',
    override,
    ['игнориру', 'проигнориру', 'игнорироват', 'забудь', 'забыть', 'отбрось', 'не обращай внимания'],
    `[\\wа-яё]{0,6}${within(40)}(?:(?:предыдущ|прошл|прежн|предшествующ|вышеуказанн|ранее|исходн|системн|сво[ий]|` +
      'тво[ий])[а-яё]{0,5}(?: [а-яё]{1,16}){0,2} (?:инструкц|указани|правил|команд|запрос|сообщени|промпт|' +
      'ограничени)|все (?:инструкц|указани|правил|ограничени)|вс[её],? что (?:было|я|тебе|выше))',
  ),
  literalRule(
    'override-uk',
    override,
    ['ігноруй', 'забудь'],
    `${within(40)}(?:попередн|всі|усі)[а-яіїє]{0,4}(?: [а-яіїє]{1,16}){0,2} (?:інструкц|вказівк|правил)`,
  ),
  literalRule(
    'override-zh',
    override,
    ['忽略', '无视', '無視', '忘记', '忘記', '忘掉', '不要理会', '不要遵守', '不理会', '忽视'],
    '[^。!?！？]{0,16}?(?:指令|指示|提示|规则|規則|命令|设定|要求|说明|对话|限制)',
  ),
  literalRule(
    'override-zh-earlier',
    override,
    ['之前的', '以上的', '上面的', '先前的', '以上所有', '前面的', '上述'],
    '[^。!?！？]{0,14}?(?:忽略|无视|無視|忘记|忘掉|作废)',
  ),
  literalRule(
    'override-ja',
    override,
    ['これまでの', '以前の', '前の', '上記の', '今までの', 'すべての'],
    '[^。!?！？]{0,20}?(?:指示|命令|ルール|プロンプト|指令|制約)[^。!?！？]{0,10}?(?:無視|忘れ|破棄)',
  ),
  literalRule(
    'override-ko',
    override,
    ['이전', '위의', '지금까지', '앞의', '모든'],
    '[^.!?]{0,20}?(?:지시|명령|규칙|지침|프롬프트)[^.!?]{0,10}?(?:무시|잊)',
  ),
  literalRule(
    'override-ar',
    override,
    ['تجاهل', 'انس', 'تجاهلي'],
    '[^.!?]{0,30}?(?:التعليمات|الأوامر|القواعد|السابقة)',
  ),
  literalRule(
    'override-hi',
    override,
    ['पिछले', 'पिछली', 'पूर्व', 'सभी'],
    '[^।.!?]{0,30}?(?:निर्देश|आदेश|नियम)[^।.!?]{0,24}?(?:अनदेखा|नजरअंदाज|नज़रअंदाज़|भूल)',
  ),
  wordRule(
    'extract-de',
    extraction,
    'zeig|zeige|nenne|verrate|gib|wiederhole|drucke|offenbare',
    `${within(40)}(?:system-?prompt|systemanweisung|(?:deine|ihre|interne|urspruengliche|ursprungliche|` +
      'versteckte)\\w{0,2} (?:\\w{1,16} ){0,2}(?:anweisungen|instruktionen|systemnachricht|prompt))',
  ),
  wordRule(
    'extract-fr',
    extraction,
    'montre|montrez|affiche|affichez|revele|revelez|donne|repete|repetez',
    `${within(40)}(?:prompt systeme|invite systeme|(?:tes|vos) (?:instructions|consignes)(?: \\w{1,14}){0,2})`,
  ),
  wordRule(
    'extract-es',
    extraction,
    'muestra|muestrame|revela|imprime|dime|repite',
    `${within(40)}(?:prompt del sistema|(?:tus|las) instrucciones (?:iniciales|originales|internas|del sistema|` +
      'ocultas))',
  ),
  literalRule(
    'extract-ru',
    extraction,
    ['покажи', 'раскрой', 'выведи', 'повтори'],
    `${within(40)}(?:системн[а-яё]{1,4} (?:промпт|инструкц|сообщени)|сво[ий] (?:инструкц|промпт))`,
  ),
  literalRule(
    'extract-zh',
    extraction,
    ['显示', '告诉我', '输出', '透露', '重复', '打印'],
    '[^。!?！？]{0,14}?(?:系统提示|系统指令|初始指令|你的提示词|你的指令)',
  ),
]
