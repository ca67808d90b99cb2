import { Command, Option } from 'commander'
import { packageVersion } from './package-version.ts'

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts on Ctrl-C and SIGTERM. */
  readonly shutdown: AbortSignal
}

const json = () => new Option('--json', 'print JSON instead of text')
const collect = (value: string, known: string[] = []) => [...known, value]

/** The `octollm` command: what it can do and which options it takes. Each command's parts are loaded when it is used. */
export function createProgram(surroundings: Surroundings): Command {
  const program = new Command('octollm')
    .description('Turns a goal into a guarded, budgeted, durable plan and runs it.')
    .version(packageVersion())
    .showHelpAfterError('(octollm --help says what there is)')
    .exitOverride() // the exit code is decided in one place, for all errors
    .addHelpText('after', EXAMPLES)

  program
    .command('serve')
    .description('the HTTP server, with a worker in the same process unless OCTOLLM_WORKER=false')
    .option('--port <number>', 'instead of PORT (default 8000)')
    .addOption(json())
    .action(async (options) => (await import('./serve.ts')).serve(options, surroundings))
  program
    .command('worker')
    .description('a worker: claims tasks and runs them')
    .addOption(json())
    .action(async (options) => (await import('./work.ts')).work(options, surroundings))
  program
    .command('run')
    .description('submits a goal, works on it here, and shows it until it ends')
    .argument('<goal>', 'what is to be achieved')
    .option('--constraint <text>', 'a rule to keep; may be given several times', collect)
    .option('--criterion <text>', 'what must hold of the result; may be given several times', collect)
    .option('--context <file>', 'JSON, JSON lines or text that the work is about')
    .option('--budget <usd>', 'the most it may cost, in US dollars')
    .option('--tokens <number>', 'the most model tokens it may use')
    .option('--seconds <number>', 'the longest it may work')
    .addOption(new Option('--approve <when>', 'ask before anything runs').choices(['never', 'risky', 'always']))
    .addOption(new Option('--priority <level>').choices(['low', 'medium', 'high', 'critical']))
    .addOption(json())
    .action(async (goal: string, options) => (await import('./run-goal.ts')).runGoal(goal, options, surroundings))
  addTaskCommands(program, surroundings)
  addReflexCommand(program, surroundings)
  addArmCommands(program, surroundings)
  addCheckCommand(program, surroundings)
  addUpkeepCommands(program, surroundings)
  return program
}

function addTaskCommands(program: Command, surroundings: Surroundings): void {
  program
    .command('tasks')
    .description('lists tasks, or shows one')
    .argument('[id]', 'the task to show')
    .option('--status <status>', 'only tasks in this status')
    .option('--limit <number>', 'how many', '20')
    .addOption(json())
    .action(async (id: string | undefined, options) =>
      (await import('./show-tasks.ts')).showTasks(id, options, surroundings),
    )
  program
    .command('resume')
    .description('answers a task that waits for a person')
    .argument('<id>')
    .addOption(new Option('--decision <what>').choices(['approve', 'edit', 'reject']).default('approve'))
    .option('--plan <file>', 'with --decision edit: the steps as JSON, as `octollm tasks ID --json` shows them')
    .option('--reason <text>', 'why')
    .option('--answer <text>', 'an instruction that goes with the answer')
    .addOption(json())
    .action(async (id: string, options) => (await import('./resume.ts')).resumeTask(id, options, surroundings))
  program
    .command('cancel')
    .description('stops a task, also in the middle of a step')
    .argument('<id>')
    .option('--reason <text>', 'why')
    .addOption(json())
    .action(async (id: string, options) => (await import('./cancel.ts')).cancelTask(id, options, surroundings))
}

function addReflexCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('reflex')
    .description('scans texts for attacks on a model, personal data and secrets; needs no database and no model')
    .argument('[files...]', 'files to scan; standard input without any, or for "-"')
    .addOption(new Option('--jsonl', 'lines {"id","text"} in, one line of JSON out for each').conflicts('json'))
    .addOption(json())
    .option('--explain', 'say why: rule, encodings, and what each finding adds to the risk')
    .option('--redact', 'print the text as it may go on')
    .addOption(
      new Option('--role <who>', 'who speaks in the text')
        .choices(['instruction', 'document', 'tool_output'])
        .default('instruction'),
    )
    .option('--policy <file>', 'a policy in YAML or JSON, instead of OCTOLLM_REFLEX_POLICY')
    .option('--rules <file>', 'a rule pack in YAML or JSON; may be given several times', collect)
    .addHelpText('after', REFLEX_HELP)
    .action(async (files: string[], options) => (await import('./reflex.ts')).scanTexts(files, options, surroundings))
}

function addArmCommands(program: Command, surroundings: Surroundings): void {
  const arm = program.command('arm').description('arms of your own')
  arm
    .command('list')
    .description('lists the arms there are, and how they are')
    .addOption(json())
    .action(async (options) => (await import('./list-arms.ts')).listArms(options, surroundings))
  arm
    .command('key')
    .description('prints the key of one arm, for its OCTOLLM_ARM_KEY; needs OCTOLLM_ARM_SECRET')
    .argument('<id>')
    .addOption(json())
    .action(async (id: string, options) => (await import('./arm-key.ts')).showArmKey(id, options, surroundings))
  arm
    .command('new')
    .description('writes a folder with an arm that works, its tests and a README')
    .argument('<name>', 'the arm’s id: lower-case letters, digits, "_" and "-"')
    .addOption(
      new Option('--kind <kind>', 'in this process, or served over HTTP, in TypeScript or Python')
        .choices(['in-process', 'http', 'python'])
        .default('in-process'),
    )
    .option('--dir <folder>', 'where the folder is made', '.')
    .action(async (name: string, options) => (await import('./arm-new.ts')).newArm(name, options))
}

function addCheckCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('check')
    .description('the guardian on texts: personal data, secrets, unsafe content, rules of your own; needs no database')
    .argument('[files...]', 'files to check; standard input without any, or for "-"')
    .option('--rules <file>', 'rules in YAML or JSON, instead of OCTOLLM_GUARDIAN_RULES; their tests are run first')
    .addOption(
      new Option('--context <what>', 'where the text ends up')
        .choices(['text', 'sql', 'html', 'url', 'path'])
        .default('text'),
    )
    .option('--keep', 'leave personal data in: what has some is then not safe')
    .addOption(json())
    .addHelpText('after', '\nExit codes: 0 safe, 1 not safe, 2 bad input, rules that are not valid, or wrong usage.')
    .action(async (files: string[], options) =>
      (await import('./check-texts.ts')).checkTexts(files, options, surroundings),
    )
}

function addUpkeepCommands(program: Command, surroundings: Surroundings): void {
  program
    .command('index')
    .description('puts documents where the retriever finds them: text, Markdown, HTML, PDF, JSON, CSV, code')
    .argument('<paths...>', 'files and folders; with --remove the names of documents, or "name/" for all below')
    .option('--only <path>', 'only this file or folder below it; may be given several times', collect)
    .option('--collection <name>', 'put it before the names of the documents, and into their metadata')
    .option('--metadata <name=value>', 'of every document; may be given several times', collect)
    .option('--remove', 'take documents out of the index')
    .addOption(json())
    .action(async (paths: string[], options) =>
      (await import('./index-documents.ts')).indexDocuments(paths, options, surroundings),
    )
  program
    .command('search')
    .description('searches the indexed documents')
    .argument('<query>', 'a question, words, a name, or words in "quotation marks" to be found in a row')
    .option('--limit <number>', 'the most results', '5')
    .option('--in <source>', 'only this document, or all below "folder/"; may be given several times', collect)
    .addOption(new Option('--method <how>').choices(['keyword', 'vector', 'hybrid']).default('hybrid'))
    .option('--answer', 'let the model word an answer from the results')
    .addOption(json())
    .action(async (query: string, options) =>
      (await import('./search-documents.ts')).searchDocuments(query, options, surroundings),
    )
  const memory = program.command('memory').description('forgets what is too old, or what came from a user')
  memory
    .command('prune')
    .description('deletes what is older than OCTOLLM_RETAIN_…_DAYS allows; workers do it every hour')
    .addOption(json())
    .action(async (options) => (await import('./memory.ts')).pruneMemory(options, surroundings))
  memory
    .command('erase')
    .description('removes every task of a user (metadata.user_id) and all that came of them; cannot be undone')
    .requiredOption('--user <id>', "the user's id")
    .addOption(json())
    .action(async (options) => (await import('./memory.ts')).eraseUser(options, surroundings))
  program
    .command('migrate')
    .description('brings the database up to date')
    .addOption(json())
    .action(async (options) => (await import('./migrate-database.ts')).migrateDatabase(options, surroundings))
  program
    .command('doctor')
    .description('checks Node, database, model and sandbox, and says what to do')
    .addOption(json())
    .action(async (options) => (await import('./doctor.ts')).checkHealth(options, surroundings))
}

const REFLEX_HELP = `
Places are line:column and offsets in UTF-16 units, ends exclusive. What stands there is never shown.

Exit codes: 0 nothing blocks, 1 something is found that the policy blocks, 2 bad input or wrong usage.

Examples:
  octollm reflex notes.txt mail.eml
  git diff | octollm reflex --role document --explain
  octollm reflex --redact < ticket.txt > ticket-clean.txt
  octollm reflex --jsonl < texts.jsonl > verdicts.jsonl`

const EXAMPLES = `
Without DATABASE_URL an embedded Postgres is used; without OPENAI_API_KEY or OPENAI_BASE_URL plans are made by rule.

Examples:
  octollm run "Write a Python function to calculate fibonacci numbers" --constraint "Add unit tests"
  octollm run "Summarise the incident" --context incident.json --budget 0.50 --approve always
  octollm index . --only docs && octollm run "How does a worker notice that another died?"
  octollm tasks --status failed --json

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 waits for a person, 130 interrupted.`
