import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reservedSlugs } from '../src/modules/events';
import { makeEvent, makePublished } from './support/events';
import { registered } from './support/registrations';
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
    ['capacity = 2, taken = 3', 'event_seats_taken_within_capacity'],
    ['capacity = NULL, taken = -1', 'event_seats_taken_within_capacity'],
    ['waitlisted = -1', 'event_seats_waitlisted_not_negative'],
    ['capacity = 0', 'event_seats_capacity_positive'],
    ['capacity = 2, taken = 1, waitlisted = 1', 'event_seats_no_waitlist_with_free_seats'],
    ['capacity = NULL, waitlisted = 1', 'event_seats_no_waitlist_with_free_seats'],
  ])('seats with %s', async (assignment, constraint) => {
    await expect(set(assignment, 'event_seats', 'event_id')).rejects.toEqual(refused(constraint));
  });

  test('a waitlist beside free seats when a transaction ends; within one there may be', async () => {
    const { id } = await makePublished(running, { capacity: 1 });
    await registered(running, id, 2);
    const free = `UPDATE event_seats SET taken = 0 WHERE event_id = '${id}'`;
    const given = `UPDATE event_seats SET taken = 1 WHERE event_id = '${id}'`;
    await running.database.query(`BEGIN; ${free}; ${given}; COMMIT`);
    await expect(running.database.query(`BEGIN; ${free}; COMMIT`)).rejects.toEqual(
      refused('event_seats_no_waitlist_with_free_seats'),
    );
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
