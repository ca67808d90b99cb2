import { parentPort, workerData } from 'node:worker_threads'
import { checkSchema } from './check-schema.ts'

// The thread that holds an output against a schema which takes its time.

const { schema, value, limitMs } = workerData
parentPort?.postMessage(checkSchema({ schema, value }, limitMs))
