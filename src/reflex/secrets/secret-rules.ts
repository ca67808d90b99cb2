import type { PiiKind } from '../reflex.ts'

/**
 * A credential that its issuer made recognisable. `literal` is what every match contains: where it does not occur the
 * pattern is not run. Patterns start on a fixed text and repeat within bounds.
 */
export interface SecretRule {
  readonly kind: PiiKind
  readonly literal: string
  readonly pattern: RegExp
}

const rule = (kind: PiiKind, literal: string, source: string): SecretRule => ({
  kind,
  literal,
  pattern: new RegExp(source, 'g'),
})
/** Most tokens are a prefix and a tail of known characters and length. */
const prefixed = (kind: PiiKind, prefix: string, tail: string): SecretRule =>
  rule(kind, prefix, `(?<![A-Za-z0-9_])${prefix.replace(/[.+]/g, '\\$&')}${tail}`)

const WORD = '[A-Za-z0-9]'
const WIDE = '[A-Za-z0-9_-]'

const PROVIDERS: readonly SecretRule[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA', 'AROA', 'AIDA'].map((id) =>
    prefixed('secret_aws', id, '[A-Z2-7]{16}(?![A-Za-z0-9])'),
  ),
  prefixed('secret_aws', 'ABSK', '[A-Za-z0-9+/]{60,280}={0,2}'),
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((id) => prefixed('secret_github', id, `${WORD}{30,255}`)),
  prefixed('secret_github', 'github_pat_', '[A-Za-z0-9_]{22,255}'),
  ...['glpat-', 'gloas-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glimt-', 'glagent-', 'glsoat-'].map((id) =>
    prefixed('secret_gitlab', id, '[A-Za-z0-9_.-]{18,300}'),
  ),
  rule('secret_slack', 'xox', '(?<![A-Za-z0-9])xox[abeoprs](?:\\.xox[bp])?-[A-Za-z0-9-]{10,250}'),
  prefixed('secret_slack', 'xapp-', '[A-Za-z0-9-]{10,250}'),
  rule(
    'secret_slack',
    'hooks.slack.com',
    'https://hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,80}',
  ),
  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'sk_prod_', 'rk_prod_'].map((id) =>
    prefixed('secret_stripe', id, `${WORD}{10,120}`),
  ),
  prefixed('secret_stripe', 'whsec_', '[A-Za-z0-9+/]{24,60}'),
  prefixed('secret_anthropic', 'sk-ant-', `${WIDE}{20,200}`),
  rule('secret_openai', 'sk-', `(?<![A-Za-z0-9_-])sk-(?!ant-)(?:(?:proj|svcacct|admin|None|or-v1)-)?${WIDE}{20,200}`),
  prefixed('secret_google', 'AIza', `${WIDE}{35}`),
  prefixed('secret_google', 'ya29.', `${WIDE}{20,200}`),
  prefixed('secret_google', 'GOCSPX-', `${WIDE}{20,40}`),
  prefixed('secret_npm', 'npm_', `${WORD}{36}(?!${WORD})`),
]

const OTHERS: readonly (readonly [prefix: string, tail: string])[] = [
  ['hf_', `${WORD}{30,40}`],
  ['r8_', `${WORD}{30,40}`],
  ['gsk_', `${WORD}{40,60}`],
  ['pplx-', `${WORD}{40,60}`],
  ['xai-', `${WORD}{60,90}`],
  ['nvapi-', `${WIDE}{50,80}`],
  ['sq0', `(?:atp|csp|idp)-${WIDE}{20,60}`],
  ['shpat_', '[a-fA-F0-9]{32}'],
  ['shpss_', '[a-fA-F0-9]{32}'],
  ['pypi-', `${WIDE}{50,250}`],
  ['rubygems_', '[a-f0-9]{48}'],
  ['dckr_', `(?:pat|oat)_${WIDE}{20,40}`],
  ['dop_v1_', '[a-f0-9]{64}'],
  ['doo_v1_', '[a-f0-9]{64}'],
  ['dapi', '[a-f0-9]{32}'],
  ['hvs.', `${WIDE}{20,300}`],
  ['hvb.', `${WIDE}{100,300}`],
  ['pul-', '[a-f0-9]{40}'],
  ['SG.', `${WIDE}{16,32}\\.${WIDE}{16,64}`],
  ['key-', '[a-f0-9]{32}(?![a-f0-9])'],
  ['SK', '[a-f0-9]{32}(?![a-f0-9])'],
  ['PMAK-', '[a-fA-F0-9]{24}-[a-fA-F0-9]{34}'],
  ['lin_', `(?:api|oauth)_${WORD}{30,70}`],
  ['ntn_', `${WORD}{40,60}`],
  ['figd_', `${WIDE}{30,60}`],
  ['ATATT3', '[A-Za-z0-9_=-]{150,220}'],
  ['ops_eyJ', `${WIDE}{100,2000}`],
  ['glsa_', `${WORD}{32}_[A-Fa-f0-9]{8}`],
  ['glc_', '[A-Za-z0-9+/]{32,400}={0,3}'],
  ['NRAK-', '[A-Z0-9]{27}'],
  ['sntrys_', '[A-Za-z0-9_=+/-]{40,300}'],
  ['sntryu_', '[a-f0-9]{64}'],
  ['sgp_', '[A-Za-z0-9_]{40,60}'],
  ['tskey-', `[a-z]{3,8}-${WIDE}{10,80}`],
  ['pscale_', '(?:tkn|pw|oauth)_[A-Za-z0-9_=.-]{30,70}'],
  ['dp.', '(?:pt|st)\\.[A-Za-z0-9.]{20,120}'],
  ['EZAK', `${WORD}{54}`],
  ['age-secret-key-1', '[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{58}'],
  ['AKCp', `${WORD}{60,80}`],
  ['LTAI', `${WORD}{20}(?!${WORD})`],
]

const SHAPED: readonly SecretRule[] = [
  rule('secret_jwt', 'eyJ', `(?<![A-Za-z0-9_-])eyJ${WIDE}{8,4000}\\.eyJ${WIDE}{8,8000}\\.${WIDE}{0,2000}`),
  rule(
    'secret_private_key',
    'PRIVATE KEY',
    '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\\s\\\\:,.]|' +
      '-(?!-)){0,8000}?(?:-----END [A-Z0-9 ]{0,60}-----|$)',
  ),
  rule(
    'secret_database_url',
    '://',
    '(?<![A-Za-z0-9])(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|rediss?|amqps?|mssql|clickhouse|' +
      'cockroachdb)://[^\\s:@/\'"<>{}]{0,100}:[^\\s@\'"<>{}]{1,200}@[^\\s\'"<>]{1,200}',
  ),
  rule(
    'url_credentials',
    '://',
    '(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,19}://[^\\s:@/\'"<>{}]{1,100}:[^\\s@/\'"<>{}]{1,200}@[A-Za-z0-9.-]{1,200}',
  ),
  rule('secret_generic', 'AccountKey=', 'AccountKey=[A-Za-z0-9+/]{60,100}={0,2}'),
  rule('secret_generic', 'discord', 'https://discord(?:app)?\\.com/api/webhooks/\\d{10,25}/[A-Za-z0-9_-]{40,100}'),
  rule(
    'secret_generic',
    'webhook.office.com',
    'https://[a-z0-9-]{1,60}\\.webhook\\.office\\.com/webhookb2/[\\w@/-]{30,200}',
  ),
  rule('secret_generic', ':AA', '(?<!\\d)\\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])'),
]

export const SECRET_RULES: readonly SecretRule[] = [
  ...PROVIDERS,
  ...OTHERS.map(([prefix, tail]) => prefixed('secret_generic', prefix, tail)),
  ...SHAPED,
]
