const PROGRAM_NAME = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/

/** Throws `TypeError` on what is no plain name of a program: a path, an option, several words. */
export function checkCommands(names: readonly string[]): void {
  const wrong = names.find((name) => !PROGRAM_NAME.test(name))
  if (wrong === undefined) return
  throw new TypeError(`"${wrong}" is no plain name of a program: write git,ls, without paths and arguments.`)
}
