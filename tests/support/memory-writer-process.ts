import { connect } from '../../src/store/connect.ts'
import { createMemoryStore } from '../../src/store/memory/memory-store.ts'

const [url = '', by = ''] = process.argv.slice(2)
const pool = connect({ url, max: 4, applicationName: 'octollm-test' })
const store = createMemoryStore({ pool })
for (let round = 0; round < 20; round += 1) {
  const keys = Array.from({ length: 400 }, (_, n) => `item-${n}`)
  if (by === 'second') keys.reverse()
  await store.batch(keys.map((key) => ({ namespace: ['race'], key, value: { by, key, round } })))
}
await pool.end()
