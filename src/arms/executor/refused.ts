import { Fault } from '../../contracts/fault.ts'

/** The fault for a step whose input asks for what cannot or may not be done; `path` is the field to change. */
export function refused(path: string, message: string, cause?: unknown): Fault {
  return new Fault('ARM_INPUT_INVALID', message, { errors: [{ path, message }], cause })
}
