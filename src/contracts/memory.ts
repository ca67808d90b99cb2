import { z } from 'zod'

/** Whose everything is as long as nobody logs in: there is one tenant. The one place that names it. */
export const DEFAULT_TENANT = 'default'

/** Properties of an entity or a relationship: at most 16 KB as JSON. */
const Properties = z
  .record(z.string().max(200), z.unknown())
  .refine((properties) => Buffer.byteLength(JSON.stringify(properties)) <= 16_384, 'at most 16 KB as JSON')

// NUL and half of a surrogate pair are nothing a database can hold, or tell apart.
const oneLine = (text: string) =>
  text
    .replaceAll(/[\s\0]+/g, ' ')
    .trim()
    .toWellFormed()
const Label = z.string().max(100).transform(oneLine).pipe(z.string().min(1))

/** By which an entity is known: the same type and name, however capitalised, is the same entity. */
export const EntityRef = z.object({
  type: Label.describe('What it is: person, library, city …'),
  name: z.string().max(500).transform(oneLine).pipe(z.string().min(1)),
})
export type EntityRef = z.infer<typeof EntityRef>

/**
 * What an arm found out about the world. Saying an entity or a relationship again adds its properties to the known ones;
 * of two values for one property the later stays. The ends of a relationship need not be listed as entities.
 */
export const Knowledge = z.object({
  entities: z
    .array(EntityRef.extend({ properties: Properties.default({}) }))
    .max(500)
    .default([]),
  relationships: z
    .array(z.object({ from: EntityRef, to: EntityRef, type: Label, properties: Properties.default({}) }))
    .max(1_000)
    .default([]),
})
export type Knowledge = z.infer<typeof Knowledge>

export const Entity = z.object({
  entityId: z.string(),
  type: z.string(),
  name: z.string(),
  properties: z.record(z.string(), z.unknown()),
  /** Ids of the arms that said so. */
  sourceArms: z.array(z.string()),
  /** The latest tasks in which it was said, at most 1,000. */
  sourceTasks: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type Entity = z.infer<typeof Entity>

export const Relationship = z.object({
  relationshipId: z.string(),
  fromId: z.string(),
  toId: z.string(),
  type: z.string(),
  properties: z.record(z.string(), z.unknown()),
})
export type Relationship = z.infer<typeof Relationship>

/** A task that has ended, in short. It holds no personal data, and no tokens that could be told apart. */
export const PastTask = z.object({
  taskId: z.string(),
  goal: z.string(),
  planSummary: z.string(),
  outcome: z.string(),
  status: z.string(),
  success: z.boolean(),
  confidence: z.number().nullable(),
  durationMs: z.number(),
  costUsd: z.number(),
  tokens: z.number(),
  arms: z.array(z.string()),
  endedAt: z.string(),
  /** 0–1: how much of the question's words it has, and how closely. Null when nothing was asked. */
  score: z.number().nullable(),
})
export type PastTask = z.infer<typeof PastTask>

/** An item of the store as it goes over HTTP. The first label of its namespace is the arm's id, or "@shared". */
export const MemoryItem = z.object({
  namespace: z.array(z.string()),
  key: z.string(),
  value: z.record(z.string(), z.unknown()),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** 0–1: how well it answers the query. Null when nothing was asked. */
  score: z.number().nullable(),
})
export type MemoryItem = z.infer<typeof MemoryItem>
