import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reservedSlugs } from '../src/modules/events';
import { makeEvent, makePublished } from './support/events';
import { registered } from './support/registrations';
import { type Running, startEventService } from './support/start';

describe('the database itself refuses', () => {
  let running: Running;
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
    [`title = ''`, 'events_title_is_there'],
    ['ends_at = starts_at', 'events_end_after_they_start'],
    [`ends_at = starts_at + interval '367 days'`, 'events_last_at_most_366_days'],
    [`timezone = '+02:00'`, 'events_timezone_is_a_name'],
    [`venue_name = NULL, online_url = 'https://a.example'`, 'events_venue_has_a_name'],
    ['venue_name = NULL, venue_city = NULL, venue_country = NULL', 'events_public_ones_have_a_place'],
    ['cfp_opens_at = now()', 'events_cfp_closes_after_it_opens'],
    [`status = 'cancelled'`, 'events_cancelled_for_a_reason'],
    [`cancel_reason = 'none'`, 'events_cancelled_for_a_reason'],
    [`slug = 'UPPER'`, 'events_slug_is_lower_case'],
  ])('an event with %s', async (assignment, constraint) => {
    await expect(set(assignment)).rejects.toEqual(refused(constraint));
  });

  test.each([
    ['capacity = 2, taken = 3', 'event_seats_taken_fits'],
    ['capacity = NULL, taken = -1', 'event_seats_taken_fits'],
    ['waitlisted = -1', 'event_seats_waitlisted_is_a_count'],
    ['capacity = 0', 'event_seats_capacity_is_positive'],
    ['capacity = 2, taken = 1, waitlisted = 1', 'event_seats_nobody_waits_for_a_free_one'],
    ['capacity = NULL, waitlisted = 1', 'event_seats_nobody_waits_for_a_free_one'],
  ])('seats with %s', async (assignment, constraint) => {
    await expect(set(assignment, 'event_seats', 'event_id')).rejects.toEqual(refused(constraint));
  });

  test('that somebody waits for a free seat when a transaction ends; within one it may be so', async () => {
    const { id } = await makePublished(running, { capacity: 1 });
    await registered(running, id, 2);
    const free = `UPDATE event_seats SET taken = 0 WHERE event_id = '${id}'`;
    const given = `UPDATE event_seats SET taken = 1 WHERE event_id = '${id}'`;
    await running.database.query(`BEGIN; ${free}; ${given}; COMMIT`);
    await expect(running.database.query(`BEGIN; ${free}; COMMIT`)).rejects.toEqual(
      refused('event_seats_nobody_waits_for_a_free_one'),
    );
  });

  test.each([
    ['user_id = NULL', 'registrations_live_ones_are_somebodys'],
    ['ticket_code = NULL', 'registrations_confirmed_ones_have_a_ticket'],
    [`status = 'waitlisted'`, 'registrations_waiting_ones_stand_in_line'],
    [`status = 'cancelled'`, 'registrations_cancelled_at_a_time'],
  ])('a registration with %s', async (assignment, constraint) => {
    const { id } = await makePublished(running);
    const [ada] = await registered(running, id, 1);
    const change = running.database.query(`UPDATE registrations SET ${assignment} WHERE id = $1`, [ada?.id]);
    await expect(change).rejects.toEqual(refused(constraint));
  });

  test('a second live registration of the same person, a ticket code that was given out, a place in line that is taken', async () => {
    const { id } = await makePublished(running, { capacity: 1 });
    const [ada, bob, cleo] = await registered(running, id, 3);
    const copy = (column: string, from: string | undefined, to: string | undefined) =>
      running.database.query(
        `UPDATE registrations SET ${column} = (SELECT ${column} FROM registrations WHERE id = $1) WHERE id = $2`,
        [from, to],
      );
    await expect(copy('user_id', ada?.id, bob?.id)).rejects.toEqual(refused('registrations_one_live_each'));
    await expect(copy('in_line', bob?.id, cleo?.id)).rejects.toEqual(refused('registrations_waitlist'));
    const other = await makePublished(running);
    const [dan] = await registered(running, other.id, 1);
    await expect(copy('ticket_code', ada?.id, dan?.id)).rejects.toEqual(refused('registrations_ticket_code_key'));
  });

  test('the slug of another event, and every slug that the service refuses', async () => {
    const { id, slug } = await makeEvent(running);
    const claim = (wanted: string) => running.database.query('INSERT INTO event_slugs VALUES ($1, $2)', [wanted, id]);
    await expect(claim(slug)).rejects.toEqual(refused('event_slugs_pkey'));
    for (const word of reservedSlugs)
      await expect(claim(word)).rejects.toEqual(refused('event_slugs_are_not_reserved'));
    for (const bad of ['ab', 'Upper', 'a b', randomUUID()]) {
      await expect(claim(bad)).rejects.toEqual(refused('event_slugs_are_well_formed'));
    }
  });
});
