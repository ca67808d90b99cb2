const WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1]
// Federal Reserve districts, thrifts, electronic transactions, traveller's cheques.
const PREFIX = /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/

/** The checksum and the prefix of a US bank routing number, over nine digits. */
export function isAbaRouting(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || !PREFIX.test(digits) || digits === '000000000') return false
  return WEIGHTS.reduce((sum, weight, at) => sum + weight * (digits.charCodeAt(at) - 48), 0) % 10 === 0
}
