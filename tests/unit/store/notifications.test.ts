import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createNotifications, type NotificationsConnection } from '../../../src/store/notifications.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'

describe('notifications', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.drop())

  async function open(schema = 'app', onConnectionLost = (_: Error) => {}): Promise<NotificationsConnection> {
    const notifications = createNotifications({ url: database.url, schema, onConnectionLost })
    await notifications.start()
    onTestFinished(() => notifications.stop())
    return notifications
  }
  /** The topics of which there was news, in order. */
  function hear(notifications: NotificationsConnection, topics: readonly string[]): string[] {
    const heard: string[] = []
    for (const topic of topics) notifications.subscribe(topic, () => heard.push(topic))
    return heard
  }
  /** What goes over the wire. */
  async function spy(schema = 'app'): Promise<string[]> {
    const client = await database.pool.connect()
    const payloads: string[] = []
    client.on('notification', ({ payload = '' }) => payloads.push(payload))
    await client.query(`listen octollm_${schema}`)
    onTestFinished(() => client.release(true))
    return payloads
  }
  const cutConnections = () =>
    database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'octollm-listen' and datname = current_database()`)

  it('tells every process of a topic, the teller included, and nobody of another topic', async () => {
    const [here, there] = [await open(), await open()]
    const heard = [hear(here, ['a', 'b']), hear(there, ['a', 'b'])]
    here.publish('a')
    await vi.waitFor(() => expect(heard).toEqual([['a'], ['a']]))
  })

  it('keeps apart what uses different schemas of one database', async () => {
    const [one, other] = [await open('one'), await open('other')]
    const heard = hear(other, ['a', 'last'])
    one.publish('a')
    const heardByOne = hear(one, ['a'])
    await vi.waitFor(() => expect(heardByOne).toEqual(['a']))
    other.publish('last')
    await vi.waitFor(() => expect(heard).toEqual(['last']))
  })

  it('gathers what is published in one go into one NOTIFY, each topic once', async () => {
    const notifications = await open()
    const payloads = await spy()
    for (const topic of ['a', 'b', 'a', 'c', 'b']) notifications.publish(topic)
    await vi.waitFor(() => expect(payloads).toEqual(['a b c']))
  })

  it('spreads more topics than one NOTIFY carries over several, and loses none', async () => {
    const notifications = await open()
    const payloads = await spy()
    const topics = Array.from({ length: 500 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`)
    const heard = hear(notifications, topics)
    for (const topic of topics) notifications.publish(topic)
    await vi.waitFor(() => expect(heard).toEqual(topics))
    expect(payloads.length).toBeGreaterThan(1)
    for (const payload of payloads) expect(payload.length).toBeLessThan(8_000)
  })

  it('stops telling who has unsubscribed', async () => {
    const notifications = await open()
    const heard: string[] = []
    const stop = notifications.subscribe('a', () => heard.push('stopped'))
    notifications.subscribe('a', () => heard.push('stays'))
    stop()
    notifications.publish('a')
    await vi.waitFor(() => expect(heard).toEqual(['stays']))
  })

  it('comes back when its connection is lost, and has everybody look because news may have been missed', async () => {
    const lost: string[] = []
    const notifications = await open('app', ({ message }) => lost.push(message))
    const heard = hear(notifications, ['a', 'b'])
    await cutConnections()
    await vi.waitFor(() => expect(heard).toEqual(['a', 'b']), { timeout: 10_000 })
    expect(lost).toHaveLength(1)
    notifications.publish('b')
    await vi.waitFor(() => expect(heard).toEqual(['a', 'b', 'b']))
  })

  it('neither waits nor fails when it publishes without a connection', async () => {
    const notifications = await open()
    await cutConnections()
    expect(() => notifications.publish('a')).not.toThrow()
    const heard = hear(notifications, ['a'])
    await vi.waitFor(() => expect(heard).not.toEqual([]), { timeout: 10_000 })
  })

  it('says so when the first connection cannot be made', async () => {
    const notifications = createNotifications({ url: 'postgres://nobody@127.0.0.1:1/none', schema: 'app' })
    await expect(notifications.start()).rejects.toThrow('ECONNREFUSED')
    await notifications.stop()
  })
})
