import { createHash } from 'node:crypto'

const NAMESPACE = Buffer.from('5d0a2f4e8c1b4f0f9a3e7b6c2d1e0f4a', 'hex')

/** The id of a job: a uuid v5 (RFC 9562) of task and turn, so that a turn put in line twice is one job. */
export function toJobId(taskId: string, turn: number): string {
  const hash = createHash('sha1').update(NAMESPACE).update(`${taskId}/${turn}`).digest().subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
