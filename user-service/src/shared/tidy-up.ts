import type { Part } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { Db, UserDatabase } from './database';

const everyMs = 60_000;

/** Forgets what need not be known any longer: how successors were made, ended logins, counts, mails that have left. */
export async function tidy(sql: Db): Promise<void> {
  await sql.$executeRaw`UPDATE refresh_tokens SET successor_salt = NULL, used_by = NULL
    WHERE successor_salt IS NOT NULL AND used_at < now() - interval '1 minute'`;
  await sql.$executeRaw`DELETE FROM token_families WHERE ends_at < now() OR revoked_at < now() - interval '90 days'`;
  await sql.$executeRaw`DELETE FROM one_time_tokens WHERE expires_at < now()`;
  await sql.$executeRaw`DELETE FROM throttles WHERE expires_at < now()`;
  await sql.$executeRaw`DELETE FROM known_devices WHERE seen_at < now() - interval '90 days'`;
  await sql.$executeRaw`DELETE FROM mails WHERE coalesce(sent_at, failed_at) < now() - interval '30 days'`;
  // From where an admin erased their own account: put on record when all else of theirs was forgotten already.
  await sql.$executeRaw`UPDATE audit SET details = NULL FROM users
    WHERE details IS NOT NULL AND at > now() - interval '1 hour' AND users.id = actor AND erased_at IS NOT NULL`;
}

/** {@link tidy}, each minute. */
export function tidyUp({ read }: UserDatabase, logger: Logger): Part {
  let timer: NodeJS.Timeout | undefined;
  const sweep = () => tidy(read).catch(error => logger.warn({ err: error }, 'tidying up failed; it tries again later'));
  return {
    name: 'tidy up',
    start() {
      timer = setInterval(sweep, everyMs);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}
