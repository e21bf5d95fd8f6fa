interface Cfp {
  status: 'draft' | 'published' | 'cancelled' | 'completed';
  cfpOpensAt: Date | null;
  cfpClosesAt: Date | null;
}

/** From the very instant of opening until just before that of closing. */
export const isCfpOpen = ({ status, cfpOpensAt, cfpClosesAt }: Cfp, now: Date): boolean =>
  status === 'published' && cfpOpensAt !== null && cfpClosesAt !== null && cfpOpensAt <= now && now < cfpClosesAt;
