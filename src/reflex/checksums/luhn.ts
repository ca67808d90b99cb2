/** The checksum of payment cards (ISO/IEC 7812-1), over a string of digits. */
export function hasLuhnChecksum(digits: string): boolean {
  let sum = 0
  for (let position = 0; position < digits.length; position++) {
    const digit = digits.charCodeAt(digits.length - 1 - position) - 48
    const doubled = digit * 2
    if (position % 2 === 0) sum += digit
    else sum += doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length > 0 && sum % 10 === 0
}
