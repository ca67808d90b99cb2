/** What the scripted model "writes": a function `add`, right and wrong, with its tests, in the languages that are run. */
export const ADD = {
  python: {
    right: 'def add(a, b):\n    return a + b',
    wrong: 'def add(a, b):\n    return a - b',
    tests:
      'import unittest\nfrom solution import add\n\nclass TestAdd(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(add(1, 2), 3)\n\n    def test_adds_nothing(self):\n        self.assertEqual(add(5, 0), 5)',
  },
  javascript: {
    right: 'export const add = (a, b) => a + b',
    wrong: 'export const add = (a, b) => a - b',
    tests:
      "import assert from 'assert'\nimport { add } from './solution.js'\n\ntest('adds', () => assert.equal(add(1, 2), 3))\ntest('adds nothing', () => assert.equal(add(5, 0), 5))",
  },
  typescript: {
    right: 'export enum Sign { Plus }\nexport const add = (a: number, b: number): number => a + b',
    wrong: 'export const add = (a: number, b: number): number => a - b',
    tests:
      "import assert from 'assert'\nimport { add } from './solution.ts'\n\ndeclare function test(name: string, run: () => void): void\ntest('adds', (): void => assert.equal(add(1, 2), 3))\ntest('adds nothing', (): void => assert.equal(add(5, 0), 5))",
  },
} as const

/** The same where nothing is run. */
export const ADD_UNRUN = {
  go: {
    right: 'package solution\n\nfunc Add(a, b int) int { return a + b }',
    broken: 'package solution\n\nfunc Add(a int b int) int { return a + b }',
    tests:
      'package solution\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Fail()\n\t}\n}',
  },
  rust: {
    right: 'pub fn add(a: i32, b: i32) -> i32 { a + b }',
    broken: 'pub fn add(a i32, b: i32) -> i32 { a + b }',
    tests: 'use solution::add;\n\n#[test]\nfn adds() { assert_eq!(add(1, 2), 3); }',
  },
  java: {
    right: 'public class Solution { static int add(int a, int b) { return a + b; } }',
    broken: 'public class Solution { static int add(int a, int b) { return a + ; } }',
    tests: 'class SolutionTest { @Test void adds() { assertEquals(3, Solution.add(1, 2)); } }',
  },
} as const
