import type { Readings } from '@ems/chassis/metrics';
import type { UserDatabase } from '../../shared/database';

/** What becomes of mails, as the database knows it: it does not forget at a restart. */
export const mailReadings = (database: UserDatabase): Readings => ({
  gauges: {
    mails_waiting: 'Mails that are due and not sent',
    mails_oldest_age_seconds: 'For how long the one of them has been due that waits longest',
    mails_unknown:
      'Mails of the last day of which nobody knows whether they have arrived, and that were not sent once more',
  },
  maxAgeSeconds: 60,
  read: () =>
    database.transactSqlApart(async sql => {
      const [row] = await sql.$queryRaw<{ waiting: number; age: number; unknown: number }[]>`
        SELECT count(*)::int AS waiting,
          coalesce(extract(epoch FROM clock_timestamp() -
            min(CASE WHEN attempts = 0 THEN coalesce(retry_at, created_at) ELSE created_at END)), 0)::float8 AS age,
          (SELECT count(*) FROM mails
            WHERE outcome = 'unknown' AND resent_at IS NULL AND failed_at > now() - interval '1 day')::int AS unknown
        FROM mails
        WHERE sent_at IS NULL AND failed_at IS NULL AND (retry_at IS NULL OR retry_at <= now() OR attempts > 0)`;
      return [
        { gauge: 'mails_waiting', value: row?.waiting ?? 0 },
        { gauge: 'mails_oldest_age_seconds', value: row?.age ?? 0 },
        { gauge: 'mails_unknown', value: row?.unknown ?? 0 },
      ];
    }),
});
