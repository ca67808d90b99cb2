/** The public functions and classes of a Python module, or JavaScript functions, that carry no documentation. */
export function undocumented(code: string, language: string): string[] {
  return /^(?:java|type)script$|^[jt]s$/i.test(language) ? undocumentedJavaScript(code) : undocumentedPython(code)
}

const PYTHON_DEFINITION = /^(?:async[ \t]+)?(?:def|class)[ \t]+([A-Za-z]\w*)/
const PYTHON_STRING = /^\s+[rRuU]?["']/

function undocumentedPython(code: string): string[] {
  const lines = code.split('\n')
  const definitions = lines.flatMap((line, at) => {
    const name = PYTHON_DEFINITION.exec(line)?.[1]
    return name ? [{ name, at }] : []
  })
  if (definitions.length === 0) return /^\s*(?:#.*\n\s*)*[rRuU]?["']/.test(code) ? [] : ['the module']
  return definitions.filter(({ at }) => !PYTHON_STRING.test(firstOfBody(lines, at))).map(({ name }) => name)
}

/** The first line of a definition's body that says something; the head may run over several lines. */
function firstOfBody(lines: readonly string[], head: number): string {
  const opens = lines.findIndex((line, index) => index >= head && /:\s*(?:#.*)?$/.test(line))
  if (opens === -1) return ''
  return lines.slice(opens + 1).find((line) => line.trim() !== '' && !line.trim().startsWith('#')) ?? ''
}

const JAVASCRIPT_FUNCTION = /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?|class)\s+([A-Za-z_$][\w$]*)/

function undocumentedJavaScript(code: string): string[] {
  const lines = code.split('\n')
  return lines.flatMap((line, at) => {
    const name = JAVASCRIPT_FUNCTION.exec(line)?.[1]
    const above = lines.slice(0, at).findLast((candidate) => candidate.trim() !== '') ?? ''
    return name && !above.trim().endsWith('*/') ? [name] : []
  })
}
