import { refused } from '../../memory/check-item.ts'
import { toJsonb } from '../to-jsonb.ts'
import type { Parameters } from './parameters.ts'

const MOST_MEMBERS = 100

/**
 * The condition that a value's members meet: each equals what the filter has for it, or meets its operators ($eq, $ne,
 * $gt, $gte, $lt, $lte, $in, $nin). Numbers are compared with numbers and texts with texts (so ISO dates are in order);
 * another kind, or nothing, is neither greater nor less. Throws MEMORY_REFUSED for an operator that does not exist, and for
 * more than 100 members.
 */
export function filterItems(filter: Readonly<Record<string, unknown>>, { add }: Parameters): string[] {
  const members = Object.entries(filter)
  if (members.length > MOST_MEMBERS) throw refused(`A filter has at most ${MOST_MEMBERS} members.`)
  return members.flatMap(([name, wanted]) => {
    const member = `(value -> ${add(name)}::text)`
    const operators = operatorsOf(wanted)
    return (operators ?? [['$eq', wanted]]).map(([operator, operand]) => compare(member, operator, operand, add))
  })
}

/** An object whose keys begin with "$" is operators; any other is a value. */
function operatorsOf(wanted: unknown): [string, unknown][] | null {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return null
  const entries = Object.entries(wanted)
  return entries.length > 0 && entries.every(([key]) => key.startsWith('$')) ? entries : null
}

const ORDER: Readonly<Record<string, string>> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' }

function compare(member: string, operator: string, operand: unknown, add: Parameters['add']): string {
  const sign = ORDER[operator]
  if (sign) return inOrder(member, sign, operand, add)
  switch (operator) {
    case '$eq':
      return operand === undefined ? never(member) : `${member} = ${add(toJsonb(operand))}::jsonb`
    case '$ne':
      return `${member} is distinct from ${add(toJsonb(operand))}::jsonb`
    case '$in':
      return isOneOf(member, operand, add)
    case '$nin':
      return `not coalesce(${isOneOf(member, operand, add)}, false)`
    default:
      throw refused('A filter has an operator that does not exist: use $eq, $ne, $gt, $gte, $lt, $lte, $in or $nin.')
  }
}

function isOneOf(member: string, operand: unknown, add: Parameters['add']): string {
  const options: unknown[] = Array.isArray(operand) ? operand : []
  return `${member} in (select * from jsonb_array_elements(${add(toJsonb(options))}::jsonb))`
}

// `case`, because Postgres may look at the conditions of an "and" in any order.
function inOrder(member: string, sign: string, operand: unknown, add: Parameters['add']): string {
  const text = `(${member} #>> '{}')`
  if (typeof operand === 'number') {
    return `case jsonb_typeof(${member}) when 'number' then ${text}::numeric ${sign} ${add(operand)}::numeric else false end`
  }
  if (typeof operand === 'string') {
    return `case jsonb_typeof(${member}) when 'string' then ${text} collate "C" ${sign} ${add(operand)}::text else false end`
  }
  return never(member)
}

/** The member stands in it, because Postgres refuses a value that no place in the statement asks for. */
const never = (member: string) => `(${member} is null and false)`
