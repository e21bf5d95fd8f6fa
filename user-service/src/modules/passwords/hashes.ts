import { compareSync, getRounds, hashSync } from 'bcrypt';

const saltOf = (stored: string) => stored.slice('$2b$12$'.length, '$2b$12$'.length + 22);

const hashLike = (password: string, stored: string, cost: number) =>
  hashSync(password, `$2b$${String(cost).padStart(2, '0')}$${saltOf(stored)}`);

/**
 * Whether two hashes stand for one setting of a password: each setting draws a salt of its own, and a renewed hash keeps
 * it. So a login may tell that another one renewed the hash from somebody having changed the password.
 */
export const isSamePassword = (a: string, b: string) => saltOf(a) === saltOf(b);

export const isCheaper = (a: string, b: string) => getRounds(a) < getRounds(b);

/** A right password brings the hash at the present cost, where the stored one was made at a lower one. */
export type Verdict = { isRight: false } | { isRight: true; renewed: string | undefined };

interface Hashing {
  kind: 'hash';
  password: string;
  cost: number;
}

interface Checking {
  kind: 'check';
  password: string;
  stored: string;
  cost: number;
  /** Whether a hash at the present cost would be kept. */
  renew: boolean;
}

/** What threads are asked for; travels as a message. */
export type Job = Hashing | Checking;
export type Outcome<J extends Job> = J extends Hashing ? string : Verdict;

export const perform = (job: Job): string | Verdict =>
  job.kind === 'hash' ? hashSync(job.password, job.cost) : check(job);

function check({ password, stored, cost, renew }: Checking): Verdict {
  const storedCost = getRounds(stored);
  if (compareSync(password, stored)) {
    return { isRight: true, renewed: renew && storedCost < cost ? hashLike(password, stored, cost) : undefined };
  }
  // A step of cost doubles the time: after 2^c, what is lacking to 2^C is 2^c + 2^(c+1) + … + 2^(C-1).
  for (let filler = storedCost; filler < cost; filler++) hashLike(password, stored, filler);
  return { isRight: false };
}
