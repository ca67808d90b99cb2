/** Goals as people give them; `arms` is the way a model would go about each. */
export interface Goal {
  readonly goal: string
  readonly arms: readonly string[]
  readonly context?: Readonly<Record<string, unknown>>
}

const CODE = ['coder', 'executor', 'judge']
const RESEARCHED_CODE = ['retriever', 'coder', 'executor', 'judge']
const QUESTION = ['retriever', 'guardian', 'judge']
const LONG = ['retriever', 'planner', 'coder', 'executor', 'guardian', 'judge']

export const GOALS: readonly Goal[] = [
  { goal: 'Write a Python function that checks whether a string is a palindrome, with tests', arms: CODE },
  { goal: 'Implement an LRU cache in JavaScript', arms: CODE },
  { goal: 'Fix the bug in this function', arms: CODE, context: { code: 'def add(a, b): return a - b' } },
  { goal: 'Refactor this module without changing what it does', arms: CODE, context: { code: 'x = 1\nx = x' } },
  { goal: 'Optimize the query that lists open invoices', arms: RESEARCHED_CODE },
  { goal: 'Generate unit tests for the date parser', arms: CODE },
  {
    goal: 'Run this script and tell me what it prints',
    arms: ['executor', 'guardian', 'judge'],
    context: { code: 'print(6*7)' },
  },
  { goal: 'Calculate the first 50 primes', arms: CODE },
  { goal: 'What is the notice period in our rental contracts?', arms: QUESTION },
  { goal: 'Who signed the agreement with Acme?', arms: QUESTION },
  { goal: 'Summarise the minutes of the last three board meetings', arms: QUESTION },
  { goal: 'Find every document that mentions the Lisbon office', arms: QUESTION },
  { goal: 'Compare the travel policies of 2024 and 2025', arms: ['retriever', 'retriever', 'guardian', 'judge'] },
  { goal: 'Why did the nightly import fail on Tuesday?', arms: RESEARCHED_CODE },
  {
    goal: 'Is there personal data in this text?',
    arms: ['guardian', 'retriever', 'judge'],
    context: { text: 'Ada Lovelace' },
  },
  { goal: 'Redact the secrets in this configuration', arms: ['guardian', 'coder', 'judge'], context: { text: 'k=v' } },
  { goal: 'Analyse sales.csv and report the average per region', arms: RESEARCHED_CODE },
  { goal: 'Draw a chart of the temperatures in the data', arms: CODE, context: { data: [21, 24, 19] } },
  { goal: 'Verify that the report agrees with the sources', arms: QUESTION },
  { goal: 'Explain how the authentication middleware works', arms: QUESTION },
  { goal: 'Plan the migration from MySQL to Postgres', arms: LONG },
  { goal: 'Break the launch of the newsletter down into tasks', arms: LONG },
  { goal: 'Convert this Python function to TypeScript', arms: CODE, context: { code: 'def f(): pass' } },
  { goal: 'Write a regex for IBANs and prove it on ten examples', arms: CODE },
  { goal: 'Scrivi una funzione che conta le vocali', arms: CODE },
  { goal: 'Was steht im Vertrag zur Kündigungsfrist?', arms: QUESTION },
  { goal: '列出所有关于预算的文件', arms: QUESTION },
  { goal: 'Validate these phone numbers: +39 06 555 0100, +1 555 0101', arms: ['executor', 'guardian', 'judge'] },
  { goal: 'Build a CLI that renames photos by date; then document it; then test it on a sample folder', arms: LONG },
  { goal: 'Which of our suppliers are in the EU, and what did each cost last year?', arms: RESEARCHED_CODE },
  { goal: 'Write a haiku about octopuses', arms: ['retriever', 'guardian', 'judge'] },
  { goal: 'Make the landing page faster', arms: LONG },
  { goal: 'Implement an API endpoint that returns the weather', arms: RESEARCHED_CODE },
  { goal: 'Help me with my thing, please', arms: QUESTION },
]
