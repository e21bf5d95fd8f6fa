import { withClient } from '@ems/chassis/database';
import { connections } from '../load/request.ts';
import { measurementOf, type Side } from '../measure/measurement.ts';

/** One event with its seats and members, in one statement. */
export const eventById = `SELECT e.*, s.capacity, s.taken, s.waitlisted,
    (SELECT coalesce(json_agg(json_build_object('userId', user_id, 'role', role)), '[]')
     FROM event_members WHERE event_id = e.id) AS members
  FROM events e LEFT JOIN event_seats s ON s.event_id = e.id WHERE e.id = $1`;

/** How often one prepared statement is answered through `pg`, by as many connections as send load. */
export const sqlRead = (url: string, text: string, values: unknown[]): Side => ({
  name: 'pg',
  async measure(seconds) {
    const times: number[] = [];
    let errors = 0;
    let started = 0;
    const opened = Promise.withResolvers<void>();
    let waiting = connections;
    const repeat = () =>
      withClient(url, async client => {
        await client.query({ name: 'read', text, values });
        // All begin together, once the last has its connection.
        if (--waiting === 0) {
          started = performance.now();
          opened.resolve();
        }
        await opened.promise;
        for (let before = started; before < started + seconds * 1000; ) {
          const { rowCount } = await client.query({ name: 'read', text, values });
          const now = performance.now();
          times.push(now - before);
          before = now;
          if (rowCount !== 1) errors++;
        }
      });
    await Promise.all(Array.from({ length: connections }, repeat));
    return measurementOf(times, (performance.now() - started) / 1000, errors);
  },
});
