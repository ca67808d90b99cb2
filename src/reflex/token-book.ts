export interface TokenEntry {
  readonly token: string
  readonly kind: string
  readonly value: string
}

/** Which token stands for which value, for one task. It holds the values in clear: store it sealed only. */
export interface TokenBook {
  /** The token of a value, such as `[EMAIL_1]`. The same kind and value always get the same token. */
  tokenFor(kind: string, value: string): string
  /** Puts the values back. Tokens that this book did not give out are left alone. */
  restore(text: string): string
  entries(): readonly TokenEntry[]
}

const TOKEN = /\[[A-Z][A-Z0-9_]{0,63}_\d{1,9}\]/g

/** A book without tokens, or one that goes on where `entries` of another ended. */
export function createTokenBook(known: readonly TokenEntry[] = []): TokenBook {
  const valueByToken = new Map<string, string>()
  const tokenByValue = new Map<string, string>()
  const countByLabel = new Map<string, number>()
  const entries: TokenEntry[] = []

  function add(entry: TokenEntry): void {
    entries.push(entry)
    valueByToken.set(entry.token, entry.value)
    tokenByValue.set(keyOf(entry.kind, entry.value), entry.token)
    const label = toLabel(entry.kind)
    countByLabel.set(label, (countByLabel.get(label) ?? 0) + 1)
  }
  for (const entry of known) add(entry)

  return {
    tokenFor(kind, value) {
      const existing = tokenByValue.get(keyOf(kind, value))
      if (existing !== undefined) return existing
      const label = toLabel(kind)
      const token = `[${label}_${(countByLabel.get(label) ?? 0) + 1}]`
      add({ token, kind, value })
      return token
    },
    restore: (text) => text.replace(TOKEN, (token) => valueByToken.get(token) ?? token),
    entries: () => [...entries],
  }
}

const keyOf = (kind: string, value: string) => `${kind}\u0000${value}`

function toLabel(kind: string): string {
  const label = kind
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')
    .slice(0, 60)
  return /^[A-Z]/.test(label) ? label : `KIND_${label}`
}
