import type { Readings } from '@ems/chassis/metrics';
import type { EventDatabase } from '../../shared/database';

/**
 * Seats as two tables say it: the database keeps them equal, so that a difference is a fault of ours, or somebody's hand in the
 * database. All in one statement, so that no write is seen by one half of it.
 */
export const seatReadings = (database: EventDatabase): Readings => ({
  gauges: {
    registrations_confirmed: 'Confirmed registrations of all events',
    seats_taken: 'Seats that are taken, by the counters of all events',
    events_with_wrong_seats: 'Events whose counters are not what their registrations say',
  },
  maxAgeSeconds: 60,
  read: () =>
    database.transactSqlApart(async sql => {
      const [row] = await sql.$queryRaw<{ confirmed: number; taken: number; wrong: number }[]>`
        SELECT coalesce(sum(confirmed), 0)::int AS confirmed, coalesce(sum(taken), 0)::int AS taken,
          (count(*) FILTER (WHERE taken <> confirmed OR waitlisted <> waiting))::int AS wrong
        FROM (
          SELECT s.taken, s.waitlisted, coalesce(r.confirmed, 0) AS confirmed, coalesce(r.waiting, 0) AS waiting
          FROM event_seats s LEFT JOIN (
            SELECT event_id, count(*) FILTER (WHERE status = 'confirmed') AS confirmed,
              count(*) FILTER (WHERE status = 'waitlisted') AS waiting
            FROM registrations GROUP BY event_id) r USING (event_id)) counted`;
      return [
        { gauge: 'registrations_confirmed', value: row?.confirmed ?? 0 },
        { gauge: 'seats_taken', value: row?.taken ?? 0 },
        { gauge: 'events_with_wrong_seats', value: row?.wrong ?? 0 },
      ];
    }),
});
