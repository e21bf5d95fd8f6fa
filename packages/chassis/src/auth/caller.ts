/** Who is asking, as the access token says. */
export interface Caller {
  userId: string;
  role: 'member' | 'admin';
  /** When the token was issued, in seconds since the epoch. */
  issuedAt: number;
  /** The login that the token came from, or the personal access token that it was exchanged for (claim `sid`). */
  sid: string;
  /** What the owner of a personal access token has given it; a login may do all that its account may. */
  grant?: Grant | undefined;
}

/** The limits of a personal access token, beside those of its owner. */
export interface Grant {
  /** RFC 8693, 4.2: `<noun>:<read|write>` and others; a `write` has its `read` with it. */
  scopes: readonly string[];
  /** Nothing but what belongs to these; without any, whatever belongs to any. */
  eventIds?: readonly string[] | undefined;
}

export const isAdmin = (caller: Caller | null): boolean => caller?.role === 'admin';
