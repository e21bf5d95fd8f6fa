/** The query of the page after this one, by its Link header (RFC 8288); undefined after the last. */
export function nextQuery(reply: { headers: Record<string, string> }): string | undefined {
  return /<[^>?]*\?([^>]*)>; rel="next"/.exec(reply.headers.link ?? '')?.[1];
}
