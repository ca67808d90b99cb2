/** What the coder needs to know of a language besides its name. */
interface Language {
  /** The interpreter of the sandbox that runs it; null when its tests cannot be run here. */
  readonly runsAs: 'python' | 'javascript' | null
  /** Where program and tests go and how they are written: for the model. */
  readonly rules: string
}

const ALIASES: Readonly<Record<string, string>> = {
  py: 'python',
  python3: 'python',
  js: 'javascript',
  jsx: 'javascript',
  node: 'javascript',
  ecmascript: 'javascript',
  ts: 'typescript',
  tsx: 'typescript',
  golang: 'go',
  rs: 'rust',
}

/** One name per language: "JS" is "javascript". A language nobody here knows keeps its name, in lower case. */
export function languageNamed(name: string): string {
  const plain = name.trim().toLowerCase()
  return ALIASES[plain] ?? plain
}

export function languageOf(name: string): Language {
  return LANGUAGES[name] ?? { runsAs: null, rules: `${UNKNOWN_RULES(name)}\n${NOT_RUN}` }
}

const SCRIPT_DATA = `At run time the global object octo holds the task's data: octo.goal, octo.context, octo.data and octo.steps["1"] for the output of step 1. Read data there; never copy it into the code.
What later steps need, the program assigns to the global result, as a JSON value.`

const NOT_RUN = 'The code is not run here: keep it plain.'

const UNKNOWN_RULES = (name: string) => `Use the standard library of ${name} and its usual way of writing tests.`

const LANGUAGES: Readonly<Record<string, Language>> = {
  python: {
    runsAs: 'python',
    rules: `The code becomes solution.py and runs on Python 3 with the standard library alone: no packages, no network, only its own folder.
The tests become test_solution.py: synchronous unittest test cases that import from solution.
At run time the global dict octo holds the task's data: octo["goal"], octo["context"], octo["data"] and octo["steps"]["1"] for the output of step 1. Read data there; never copy it into the code.
What later steps need, the program assigns to the module-level name result, as a JSON value.`,
  },
  javascript: {
    runsAs: 'javascript',
    rules: `The code becomes solution.js, an ES module (export what is tested) that runs without Node's modules, packages or network.
The tests become solution.test.js: an ES module that imports from './solution.js' and 'assert' and calls the global test(name, fn) for each test; import no test framework.
${SCRIPT_DATA}`,
  },
  typescript: {
    runsAs: 'javascript',
    rules: `The code becomes solution.ts, an ES module (export what is tested) that runs, with its types stripped, without Node's modules, packages or network.
The tests become solution.test.ts: an ES module that imports from './solution.js' and 'assert' and calls the global test(name, fn) for each test; import no test framework. Declare the globals that are used.
${SCRIPT_DATA}`,
  },
  go: {
    runsAs: null,
    rules: `The code becomes solution.go in package solution and uses the standard library of Go alone.
The tests become solution_test.go in the same package, with the package testing.
${NOT_RUN}`,
  },
  rust: {
    runsAs: null,
    rules: `The code becomes src/lib.rs of the crate solution (edition 2024) and uses the standard library of Rust alone.
The tests become tests/solution.rs: functions with #[test] that import from solution.
${NOT_RUN}`,
  },
  java: {
    runsAs: null,
    rules: `The code becomes Solution.java with the public class Solution (Java 21) and uses the standard library of Java alone.
The tests become SolutionTest.java, with JUnit 5.
${NOT_RUN}`,
  },
}
