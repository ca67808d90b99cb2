/** The embedded Postgres cannot run here. The message says why and what to do instead. */
export class EmbeddedUnavailableError extends Error {
  override readonly name = 'EmbeddedUnavailableError'

  constructor(reason: string, options?: ErrorOptions) {
    super(
      `The embedded Postgres cannot be used: ${reason} Set DATABASE_URL to a Postgres server (15 or newer) instead.`,
      options,
    )
  }
}
