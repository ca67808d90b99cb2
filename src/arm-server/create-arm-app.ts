import type { BaseStore } from '@langchain/langgraph'
import express, { type Express } from 'express'
import { type Arm, describeArm } from '../arms/arm.ts'
import type { Model } from '../model/model.ts'
import { createReflex } from '../reflex/create-reflex.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { guardHost, secureHeaders } from '../server/guard-host.ts'
import { observeRequests } from '../server/observe-requests.ts'
import { createErrorHandler } from '../server/problem.ts'
import { refuseUnknownRoutes } from '../server/refuse-unknown-routes.ts'
import { createRequestId } from '../server/request-id.ts'
import { createJsonLog, type Logger } from '../telemetry/log.ts'
import { armRoutes } from './arm-routes.ts'
import { type CallTable, createCallTable } from './call-table.ts'

export interface ArmAppOptions {
  /**
   * The arm's key, as `octollm arm key ID` prints it: only calls with a token signed by it are answered. Without one the
   * arm answers whoever reaches it, and only under a loopback name.
   */
  readonly key?: string | undefined
  /** What `context.model` is; null when left out. Its cost is reported with the outcome. */
  readonly model?: Model | null
  /**
   * What `context.reflex` is. One that masks when left out: tokens such as [EMAIL_1] are given out where the task is run,
   * and another process could only give the same one to somebody else.
   */
  readonly reflex?: Reflex
  /** What `context.store` is; null when left out. */
  readonly store?: BaseStore | null
  /** JSON lines on standard output when left out; null for none. */
  readonly log?: Logger | null
  /** The largest body of a call; 4 MiB when left out. */
  readonly maxBodyBytes?: number
}

/**
 * The arm as an Express app, for a server of your own; `serveArm` is this with a server that drains. Throws a TypeError when
 * the arm is not well described, or when its key is short.
 */
export function createArmApp(arm: Arm, options: ArmAppOptions = {}): Express {
  return assembleArmApp(arm, options).app
}

const MAX_BODY_BYTES = 4 * 1024 * 1024
const MIN_KEY_CHARS = 32

export function assembleArmApp(arm: Arm, options: ArmAppOptions): { readonly app: Express; readonly calls: CallTable } {
  describeArm(arm)
  checkKey(arm, options)
  const { model = null, store = null, key, maxBodyBytes = MAX_BODY_BYTES } = options
  const log = loggerFor(options).child({ arm_id: arm.id })
  const reflex = options.reflex ?? createReflex({ redaction: 'mask' })
  const calls = createCallTable(arm, { model, store, reflex, log })
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple')
  app.use(createRequestId(), observeRequests({ log }), secureHeaders())
  if (key === undefined) app.use(guardHost())
  app.use(armRoutes({ arm, key: key ?? null, calls, maxBodyBytes }))
  app.use(refuseUnknownRoutes(app))
  app.use(createErrorHandler({ log, reflex }))
  return { app, calls }
}

const loggerFor = ({ log }: ArmAppOptions): Logger => log ?? createJsonLog({ level: log === null ? 'silent' : 'info' })

/** An empty variable of the environment would be a key that everybody has. */
function checkKey({ id }: Arm, { key }: ArmAppOptions): void {
  if (key === undefined || key.length >= MIN_KEY_CHARS) return
  throw new TypeError(
    `The key of arm "${id}" is too short: \`octollm arm key ${id}\` prints one. Leave it out to serve this machine only.`,
  )
}
