import type { Readings } from '@ems/chassis/metrics';
import type { SessionDatabase } from '../../shared/database';

/** Double bookings, which the database refuses: one that is there all the same got past its constraints. */
export const slotReadings = (database: SessionDatabase): Readings => ({
  gauges: { double_bookings: 'Slots at whose time their room, or a speaker, is elsewhere' },
  labels: ['of'],
  maxAgeSeconds: 60,
  read: () =>
    database.transactSqlApart(async sql => {
      const [row] = await sql.$queryRaw<{ rooms: number; speakers: number }[]>`
        SELECT
          (SELECT count(*) FROM (
            SELECT starts_at < max(ends_at) OVER (
              PARTITION BY room_id ORDER BY starts_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS is_taken
            FROM slots WHERE NOT parallel) of_rooms WHERE is_taken)::int AS rooms,
          (SELECT count(*) FROM slot_speakers a JOIN slot_speakers b
            ON b.speaker_id = a.speaker_id AND b.session_id > a.session_id
              AND tstzrange(b.starts_at, b.ends_at) && tstzrange(a.starts_at, a.ends_at)
            WHERE a.blocks_speakers AND a.binding AND b.blocks_speakers AND b.binding)::int AS speakers`;
      return [
        { gauge: 'double_bookings', value: row?.rooms ?? 0, labels: { of: 'room' } },
        { gauge: 'double_bookings', value: row?.speakers ?? 0, labels: { of: 'speaker' } },
      ];
    }),
});
