const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ'
const VALUES = '12345678123457923456789'

/** The check digit of a vehicle identification number (49 CFR 565.15), over 17 upper-case characters. */
export function hasVinCheckDigit(vin: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * numberOf(vin.charAt(at)), 0)
  return vin.charAt(8) === '0123456789X'.charAt(sum % 11)
}

function numberOf(char: string): number {
  const letter = LETTERS.indexOf(char)
  return Number(letter < 0 ? char : VALUES.charAt(letter))
}
