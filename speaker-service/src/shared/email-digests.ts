import type { EmailDigest } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { SpeakerDatabase } from './database';

interface Addressed {
  id: string;
  email: string;
}

const batchSize = 500;

/** Completes the digests of addresses that were written since the last time, of profiles and of invitations. */
export async function completeEmailDigests(sql: Sql, digest: EmailDigest): Promise<void> {
  await inBatches(
    () => sql.$queryRaw<Addressed[]>`
      SELECT id::text, email FROM speakers WHERE email IS NOT NULL AND email_digest IS NULL ORDER BY id LIMIT ${batchSize}`,
    (ids, emails, digests) => sql.$executeRaw`
      UPDATE speakers s SET email_digest = d.digest
      FROM unnest(${ids}::uuid[], ${emails}::text[], ${digests}::text[]) AS d (id, email, digest)
      WHERE s.id = d.id AND s.email = d.email`,
    digest,
  );
  await inBatches(
    () => sql.$queryRaw<Addressed[]>`
      SELECT id::text, email FROM invitations WHERE email_digest IS NULL ORDER BY id LIMIT ${batchSize}`,
    (ids, emails, digests) => sql.$executeRaw`
      UPDATE invitations i SET email_digest = d.digest
      FROM unnest(${ids}::uuid[], ${emails}::text[], ${digests}::text[]) AS d (id, email, digest)
      WHERE i.id = d.id AND i.email = d.email`,
    digest,
  );
}

async function inBatches(
  read: () => PromiseLike<Addressed[]>,
  write: (ids: string[], emails: string[], digests: string[]) => PromiseLike<number>,
  digest: EmailDigest,
): Promise<void> {
  for (let written = batchSize; written === batchSize; ) {
    const rows = await read();
    const emails = rows.map(({ email }) => email);
    written =
      rows.length === 0
        ? 0
        : await write(
            rows.map(({ id }) => id),
            emails,
            emails.map(digest),
          );
  }
}

/** {@link completeEmailDigests}, so that an erasure finds few that are missing. */
export const emailDigestJob = ({ client }: SpeakerDatabase, digest: EmailDigest, logger: Logger): Component =>
  every({
    name: 'email digests',
    intervalMs: 600_000,
    first: 'at-once',
    logger,
    run: () => completeEmailDigests(client, digest),
  });
