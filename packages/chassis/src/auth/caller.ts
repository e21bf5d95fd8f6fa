/** Who is asking, as the access token says. */
export interface Caller {
  userId: string;
  role: 'member' | 'admin';
  /** When the token was issued, in seconds since the epoch. */
  issuedAt: number;
  /** The login that the token came from (claim `sid`), where its issuer says so. */
  sid?: string | undefined;
}

export const isAdmin = (caller: Caller | null): boolean => caller?.role === 'admin';
