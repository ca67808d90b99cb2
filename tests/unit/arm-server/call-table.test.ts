import { describe, expect, it } from 'vitest'
import { createCallTable } from '../../../src/arm-server/call-table.ts'
import { ExecuteRequest } from '../../../src/contracts/arm-wire.ts'
import { fromWire } from '../../../src/contracts/wire.ts'
import { createReflex } from '../../../src/reflex/create-reflex.ts'
import { executeBody } from '../../support/arm-over-http.ts'
import { createHeldArm } from '../../support/served-arm.ts'
import { silentLog } from '../../support/silent-log.ts'
import { createTestArm } from '../../support/test-arm.ts'

const request = ExecuteRequest.parse(fromWire(ExecuteRequest, executeBody()))
const equipment = { model: null, store: null, reflex: createReflex(), log: silentLog }

describe('two callers with one idempotency key', () => {
  it('share a call that goes on while one of them still waits', async () => {
    const { arm, begun, stoppedBy, release } = createHeldArm()
    const calls = createCallTable(createTestArm(arm), equipment)
    const leaving = new AbortController()
    const first = calls.run(request, leaving.signal)
    const second = calls.run(request, new AbortController().signal)
    leaving.abort(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    expect(stoppedBy).toEqual([])
    release()
    expect(await second).toMatchObject({ output: { times: 1 } })
    expect(begun).toHaveLength(1)
  })

  it('stop it when both have gone; who comes then has it begun anew', async () => {
    const { arm, begun, stoppedBy, release } = createHeldArm()
    const calls = createCallTable(createTestArm(arm), equipment)
    const leaving = new AbortController()
    const waiting = [calls.run(request, leaving.signal), calls.run(request, leaving.signal)]
    const settled = Promise.allSettled(waiting)
    const reason = new Error('gone')
    await Promise.resolve()
    leaving.abort(reason)
    expect(await settled).toMatchObject([{ reason }, { reason }])
    release()
    expect(await calls.run(request, new AbortController().signal)).toMatchObject({ output: {} })
    expect(stoppedBy.length).toBe(begun.length - 1)
  })
})
