import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reservedSlugs } from '../src/modules/events';
import { makeEvent, makePublished } from './support/events';
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
  ])('seats with %s', async (assignment, constraint) => {
    await expect(set(assignment, 'event_seats', 'event_id')).rejects.toEqual(refused(constraint));
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
