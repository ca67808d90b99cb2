const CHARS_BEFORE = 240
const CHARS_AFTER = 160

/**
 * Whether the text speaks about an attack instead of making one: security documentation, code that looks for the
 * phrase, a rule against it. Quotation marks, "for example" or "test" are not enough, since an attacker can write them:
 * something has to say that others do this, and the phrase has to be quoted or reported.
 */
export function isMention(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - CHARS_BEFORE), start)
  const after = text.slice(end, end + CHARS_AFTER)
  const clause = before.replace(SENTENCE_END, '')
  if (IS_REPORTED.test(clause) && !IS_ADDRESSED.test(clause)) return true
  const opening = OPENING.exec(before)
  if (!opening || !CLOSING.test(after)) return false
  return isCodeLiteral(before.slice(0, opening.index), after) || isDiscussed(clause, after)
}

// Up to the last place where a new sentence begins; one that ends inside quotation marks goes on.
const SENTENCE_END = /^.*[.!?] (?=[a-z])/s

const OPENING = /(?:["“«„‘`]|(?<![a-z])')[^"“”«»„`]{0,90}$/
const CLOSING = /^[^"”»`]{0,120}(?:["”»’`]|'(?![a-z]))/

const OTHERS =
  '(?:attackers?|adversar\\w{1,8}|hackers?|malicious \\w{1,16}|someone|injections?|jailbreaks?|payloads?|' +
  'untrusted \\w{1,16}|an? (?:e-?mail|document|web ?page|message|input|prompt|user)|(?:if|when|whenever) (?:an?|' +
  'the|any) \\w{1,16})'
const REPORTING =
  '(?:tell|ask|instruct|trick|convince|get|make|cause|force|try|tries|attempt|want|say|order|direct|persuade|' +
  'coerce)(?:s|ing|ting|ed)?'
const IS_REPORTED = new RegExp(
  `\\b${OTHERS}\\b[^.!?]{0,80}\\b${REPORTING}\\b(?: (?:the|an?|your|our|my|its|you|it|them|that|to|into|model|` +
    'llm|ai|assistant|agent|bot|chatbot|system|language)){0,6} ?$',
)
// "If you can, try to …" is said to the model.
const IS_ADDRESSED =
  /\b(?:if|when|can|could|will|would|must|should) (?:you|we|i)\b|\byou (?:must|should|will|have|need|are)\b/

const DISCUSSION =
  /\b(?:attack(?:s|ers?|ing)?|adversar\w{1,8}|prompt[ -]injections?|injections?|jailbreak(?:s|ing)?|exploits?|payloads?|red[ -]team\w{0,5}|phrases?|patterns?|keywords?|detect(?:s|ed|ion|or|ing)?|classif\w{1,6}|block(?:s|ed|list)|flag(?:s|ged)?|owasp|vulnerab\w{1,7}|malicious)\b/
const IMPERATIVE = /\b(?:you must|you should|please|now|follow|obey|do as|execute)\b/

/** Discussed on one side, and no order to the reader on the same side. */
function isDiscussed(clause: string, after: string): boolean {
  const rest = after.replace(CLOSING, '').replace(/[.!?] .*$/s, '')
  return [clause, rest].some((side) => DISCUSSION.test(side) && !IMPERATIVE.test(side))
}

const CODE_BEFORE =
  /(?:[=!]==?|(?:includes?|contains?|indexof|matches|match|test|find|search|startswith|expect|assert\w{0,12}|scan\w{0,12}|detect\w{0,12}|regexp?)\() ?[rbf]?$/

const CONDITION_BEFORE = /\b(?:if|elif|and|or|not|return|assert) [rbf]?$/
const CONDITION_AFTER = /^[^"'`]{0,20}["'`] (?:not )?in [a-z_.]{1,40}/

const isCodeLiteral = (before: string, after: string) =>
  CODE_BEFORE.test(before) || (CONDITION_BEFORE.test(before) && CONDITION_AFTER.test(after))
