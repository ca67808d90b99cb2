import type { Arm } from '../arms/arm.ts'
import { listen } from '../server/listen.ts'
import { type ArmAppOptions, assembleArmApp } from './create-arm-app.ts'

export interface ServeArmOptions extends ArmAppOptions {
  /** 127.0.0.1 when left out. Another than a loopback address needs a `key`. */
  readonly host?: string
  /** 0 for any that is free. */
  readonly port: number
  /** How long running calls may go on after SIGTERM, SIGINT or `close`; 10 when left out. */
  readonly drainSeconds?: number
}

export interface ServedArm {
  readonly url: string
  /** Resolves when it has been closed, by SIGTERM, SIGINT or `close`. */
  readonly closed: Promise<void>
  /** Begins nothing new, lets running calls end within `drainSeconds`, stops the rest, and closes the port. */
  close(): Promise<void>
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

/**
 * Serves one arm over HTTP until SIGTERM, SIGINT or `close`; `docs/remote-arms.md` has the wire. Throws a TypeError when
 * the arm is not well described, when its key is short, or when it would answer other machines without one.
 */
export async function serveArm(
  arm: Arm,
  { host = '127.0.0.1', port, drainSeconds = 10, ...options }: ServeArmOptions,
): Promise<ServedArm> {
  if (options.key === undefined && !LOOPBACK.has(host)) {
    throw new TypeError(`Arm "${arm.id}" would answer anybody at ${host}: give it a key, or serve it at 127.0.0.1.`)
  }
  const { app, calls } = assembleArmApp(arm, options)
  const listening = await listen(app, { host, port })
  const { promise: closed, resolve: haveClosed } = Promise.withResolvers<void>()
  let isClosing = false
  const close = async () => {
    if (isClosing) return closed
    isClosing = true
    await calls.drain(drainSeconds * 1_000)
    await listening.close()
    for (const signal of SIGNALS) process.off(signal, onSignal)
    haveClosed()
  }
  const onSignal = () => void close()
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return { url: listening.url, closed, close }
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const
