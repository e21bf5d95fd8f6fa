/** The `page` member that `?count` asks for: how many there are in all pages, null for more than are counted. */
export interface Total {
  total?: number | null;
}

/** No list counts further: what a count costs is bounded. */
const countLimit = 100_000;

/**
 * How many there are that fit and that the caller may see, for who asks.
 * @param isAsked the request's `count`
 * @param count counts them, at most `most`
 */
export async function totalOf(
  isAsked: boolean | undefined,
  count: (most: number) => PromiseLike<number>,
): Promise<Total> {
  if (!isAsked) return {};
  const counted = await count(countLimit + 1);
  return { total: counted > countLimit ? null : counted };
}
