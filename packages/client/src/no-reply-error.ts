/** No reply of the API came: the network failed until the budget was used up, or something else answered in its place. */
export class NoReplyError extends Error {
  override readonly name = 'NoReplyError';
  /** True where what was asked for may have been done, or not: look, or send it again with {@link idempotencyKey}. */
  readonly isOutcomeUnknown: boolean;
  /** Of a POST: sent again with this header (`Idempotency-Key`) within 24 hours, it is done once. */
  readonly idempotencyKey: string | undefined;

  /** @param isSafe for a request that changes nothing, or of which nothing was done */
  constructor(request: Request, detail: string, isSafe: boolean, cause?: unknown) {
    super(`${request.method} ${new URL(request.url).pathname}: ${detail}`, { cause });
    this.isOutcomeUnknown = !isSafe;
    this.idempotencyKey = request.headers.get('Idempotency-Key') ?? undefined;
  }
}
