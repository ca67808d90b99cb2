import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fault, FaultCode } from '../../../src/contracts/fault.ts'
import { openServer, type ServerUnderTest } from '../../support/http-server.ts'

const ROW = /^\| `([A-Z_]+)` \| (\d{3}) \| (yes|no) \|/gm
const documented = [...readFileSync('docs/faults.md', 'utf8').matchAll(ROW)].map(
  ([, code, status, again]) => ({ code, status: Number(status), retryable: again === 'yes' }) as const,
)

describe('docs/faults.md', () => {
  let server: ServerUnderTest
  let code: FaultCode = 'INTERNAL'
  beforeAll(async () => {
    server = await openServer(() => ({ plan: () => Promise.reject(new Fault(code, 'It failed.')) }))
  })
  afterAll(() => server.close())

  it('has every fault code once, and no other', () => {
    expect(documented.map((row) => row.code).sort()).toEqual([...FaultCode.options].sort())
  })

  it.each(FaultCode.options)('says what HTTP says of %s', async (each) => {
    code = each
    const { status, body } = await server.call('/plan', { json: { goal: 'Add up the numbers' } })
    expect({ code: body['code'], status, retryable: body['retryable'] }).toEqual(
      documented.find((row) => row.code === each),
    )
  })
})
