import { compareSync, getRounds, hashSync } from 'bcrypt';

const saltOf = (hash: string) => hash.slice('$2b$12$'.length, '$2b$12$'.length + 22);

const hashWithSaltOf = (hash: string, password: string, cost: number) =>
  hashSync(password, `$2b$${String(cost).padStart(2, '0')}$${saltOf(hash)}`);

/**
 * Whether two hashes are of the same setting of a password: each setting draws a new salt, and a rehash keeps it. So a
 * login can tell that another one rehashed the password from somebody having changed it.
 */
export const isSamePasswordVersion = (a: string, b: string) => saltOf(a) === saltOf(b);

export const isWeakerHash = (a: string, b: string) => getRounds(a) < getRounds(b);

/** A match brings the hash at the present cost, where the stored one was made at a lower one. */
export type Verification = { isMatch: false } | { isMatch: true; rehashed: string | undefined };

interface HashJob {
  kind: 'hash';
  password: string;
  cost: number;
}

interface VerifyJob {
  kind: 'verify';
  password: string;
  stored: string;
  cost: number;
  /** Whether a hash at the present cost would be stored. */
  rehash: boolean;
}

/** What worker threads are asked for; travels as a message. */
export type Job = HashJob | VerifyJob;
export type JobResult<J extends Job> = J extends HashJob ? string : Verification;

export const runJob = (job: Job): string | Verification =>
  job.kind === 'hash' ? hashSync(job.password, job.cost) : verify(job);

function verify({ password, stored, cost, rehash }: VerifyJob): Verification {
  const storedCost = getRounds(stored);
  if (compareSync(password, stored)) {
    return {
      isMatch: true,
      rehashed: rehash && storedCost < cost ? hashWithSaltOf(stored, password, cost) : undefined,
    };
  }
  // A step of cost doubles the time: after 2^c, what is lacking to 2^C is 2^c + 2^(c+1) + … + 2^(C-1).
  for (let filler = storedCost; filler < cost; filler++) hashWithSaltOf(stored, password, filler);
  return { isMatch: false };
}
