import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reservedSlugs } from '../src/modules/events';
import { makeEvent, makePublished } from './support/events';
import { isInconsistent, registered, seatsOf } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('the database itself refuses', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const refused = (constraint: string) => expect.objectContaining({ constraint });
  const set = async (assignment: string, table = 'events', key = 'id') => {
    const { id } = await makePublished(running);
    return running.database.query(`UPDATE ${table} SET ${assignment} WHERE ${key} = $1`, [id]);
  };

  test.each([
    [`title = ''`, 'events_title_length'],
    ['ends_at = starts_at', 'events_ends_after_start'],
    [`ends_at = starts_at + interval '367 days'`, 'events_max_duration'],
    [`timezone = '+02:00'`, 'events_timezone_name'],
    [`venue_name = NULL, online_url = 'https://a.example'`, 'events_venue_has_name'],
    ['venue_name = NULL, venue_city = NULL, venue_country = NULL', 'events_public_has_place'],
    ['retention_days = 0', 'events_retention_days_range'],
    ['cfp_opens_at = now()', 'events_cfp_closes_after_opening'],
    [`status = 'cancelled'`, 'events_cancelled_has_reason'],
    [`cancel_reason = 'none'`, 'events_cancelled_has_reason'],
    [`slug = 'UPPER'`, 'events_slug_lower_case'],
  ])('an event with %s', async (assignment, constraint) => {
    await expect(set(assignment)).rejects.toEqual(refused(constraint));
  });

  test.each([
    ['capacity = 0', 'event_seats_capacity_positive'],
    ['taken = 1', 'event_seats_counts_registrations'],
    ['taken = taken - 1', 'event_seats_counts_registrations'],
    ['waitlisted = 1', 'event_seats_counts_registrations'],
  ])('seats with %s', async (assignment, constraint) => {
    await expect(set(assignment, 'event_seats', 'event_id')).rejects.toEqual(refused(constraint));
  });

  test('seats that begin as taken', async () => {
    const { id } = await makePublished(running);
    const copy = `WITH gone AS (DELETE FROM event_seats WHERE event_id = $1 RETURNING event_id)
      INSERT INTO event_seats (event_id, taken) SELECT event_id, 1 FROM gone`;
    await expect(running.database.query(copy, [id])).rejects.toEqual(refused('event_seats_counts_registrations'));
  });

  test('a seat more than there are, also where only the registration is written', async () => {
    const { id } = await makePublished(running, { capacity: 2 });
    await registered(running, id, 2);
    const seat = running.database.query(
      `INSERT INTO registrations (id, event_id, name, status, ticket_code, confirmed_at)
       VALUES (gen_random_uuid(), $1, 'Ada', 'confirmed', 'ABCDE', now())`,
      [id],
    );
    await expect(seat).rejects.toEqual(refused('event_seats_taken_within_capacity'));
    const fewer = running.database.query('UPDATE event_seats SET capacity = 1 WHERE event_id = $1', [id]);
    await expect(fewer).rejects.toEqual(refused('event_seats_taken_within_capacity'));
  });

  test('counts that are not those of the registrations, whatever becomes of these', async () => {
    const { id } = await makePublished(running, { capacity: 2 });
    const [ada, , cleo] = await registered(running, id, 4);
    await running.database.query(
      `BEGIN;
       UPDATE registrations SET status = 'cancelled', cancelled_at = now() WHERE id = '${ada?.id}';
       UPDATE registrations SET status = 'confirmed', ticket_code = 'FGHJK', confirmed_at = now() WHERE id = '${cleo?.id}';
       COMMIT`,
    );
    const seats = await seatsOf(running, id);
    expect(seats).toMatchObject({ taken: 2, waitlisted: 1 });
    expect(isInconsistent(seats)).toBe(false);
    await running.database.query('DELETE FROM registrations WHERE event_id = $1', [id]);
    expect(await seatsOf(running, id)).toMatchObject({ taken: 0, waitlisted: 0 });
  });

  test('a waitlist beside free seats when a transaction ends; within one there may be', async () => {
    const { id } = await makePublished(running, { capacity: 1 });
    const [ada, bob] = await registered(running, id, 2);
    const free = `UPDATE registrations SET status = 'cancelled', cancelled_at = now() WHERE id = '${ada?.id}'`;
    const given = `UPDATE registrations SET status = 'confirmed', ticket_code = 'MNPQR', confirmed_at = now() WHERE id = '${bob?.id}'`;
    await expect(running.database.query(`BEGIN; ${free}; COMMIT`)).rejects.toEqual(
      refused('event_seats_no_waitlist_with_free_seats'),
    );
    await running.database.query(`BEGIN; ${free}; ${given}; COMMIT`);
  });

  test.each([
    ['user_id = NULL', 'registrations_account_or_name'],
    [`name = 'Ada'`, 'registrations_account_or_name'],
    [`email = 'ada@example.org'`, 'registrations_email_has_name'],
    [`user_id = NULL, name = ''`, 'registrations_name_length'],
    ['forgotten_at = now()', 'registrations_forgotten_is_nobody'],
    [
      `user_id = NULL, name = 'Ada', status = 'waitlisted', ticket_code = NULL, waitlist_order = 1`,
      'registrations_walk_in_has_seat',
    ],
    ['ticket_code = NULL', 'registrations_confirmed_has_ticket'],
    [`status = 'waitlisted'`, 'registrations_waitlisted_has_order'],
    [`status = 'cancelled'`, 'registrations_cancelled_has_time'],
  ])('a registration with %s', async (assignment, constraint) => {
    const { id } = await makePublished(running);
    const [ada] = await registered(running, id, 1);
    const change = running.database.query(`UPDATE registrations SET ${assignment} WHERE id = $1`, [ada?.id]);
    await expect(change).rejects.toEqual(refused(constraint));
  });

  test('a second active registration of the same person, a ticket code that was given out, a place on the waitlist that is taken', async () => {
    const { id } = await makePublished(running, { capacity: 1 });
    const [ada, bob, cleo] = await registered(running, id, 3);
    const copy = (column: string, from: string | undefined, to: string | undefined) =>
      running.database.query(
        `UPDATE registrations SET ${column} = (SELECT ${column} FROM registrations WHERE id = $1) WHERE id = $2`,
        [from, to],
      );
    await expect(copy('user_id', ada?.id, bob?.id)).rejects.toEqual(refused('registrations_one_active_per_user'));
    await expect(copy('waitlist_order', bob?.id, cleo?.id)).rejects.toEqual(refused('registrations_waitlist'));
    const other = await makePublished(running);
    const [dan] = await registered(running, other.id, 1);
    await expect(copy('ticket_code', ada?.id, dan?.id)).rejects.toEqual(refused('registrations_ticket_code_key'));
  });

  test('the slug of another event, and every slug that the service refuses', async () => {
    const { id, slug } = await makeEvent(running);
    const claim = (wanted: string) => running.database.query('INSERT INTO event_slugs VALUES ($1, $2)', [wanted, id]);
    await expect(claim(slug)).rejects.toEqual(refused('event_slugs_pkey'));
    for (const word of reservedSlugs) await expect(claim(word)).rejects.toEqual(refused('event_slugs_not_reserved'));
    for (const bad of ['ab', 'Upper', 'a b', randomUUID()]) {
      await expect(claim(bad)).rejects.toEqual(refused('event_slugs_format'));
    }
  });
});
