import { withClient } from '@ems/chassis/database';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, makeConference, makeSpeaker } from './support/conference';
import { brokenRules } from './support/invariants';
import { type App, startSessionService } from './support/start';

describe('the role of the service cannot take away', () => {
  let running: App;
  let camp: Conference;
  let speaker: string;
  let slot: { id: string; sessionId: string };
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running);
    speaker = await makeSpeaker(running);
    const session = await camp.session('accepted', { speakerIds: [speaker] });
    slot = expectStatus(await camp.book(session, await camp.room(), 10, 11), 201).body;
  });
  afterAll(() => running.stop());

  /** As the service's role, past the service. */
  const bySql = (sql: string, ...values: unknown[]) =>
    withClient(running.database.url, client => client.query(sql, values));

  test.each([
    ['who is in a slot', 'DELETE FROM slot_speakers WHERE slot_id = $1', 'slot_speakers_are_complete'],
    [
      'that a slot holds its speakers',
      'UPDATE slots SET blocks_speakers = false WHERE id = $1',
      'slots_block_speakers',
    ],
    [
      'that a slot lies within its event',
      `UPDATE slots SET starts_at = starts_at - interval '2 days' WHERE id = $1`,
      'slots_within_event',
    ],
    [
      'it in two steps of one transaction',
      `WITH freed AS (UPDATE slots SET blocks_speakers = false WHERE id = $1 RETURNING id)
        UPDATE session_speakers SET position = 7 FROM freed WHERE session_id IS NOT NULL`,
      'slots_block_speakers',
    ],
  ])('%s', async (_, sql, constraint) => {
    await expect(bySql(sql, slot.id)).rejects.toMatchObject({ constraint });
    expect(await brokenRules(running.database)).toEqual([]);
  });

  test('by what number a slot is known', async () => {
    await expect(bySql('UPDATE slots SET number = DEFAULT WHERE id = $1', slot.id)).rejects.toThrow('cannot change');
  });

  test.each(['rooms', 'tracks'])('that names of %s are seen', async table => {
    await camp.team('post', `/${table}`, { eventId: camp.id, name: `Seen in ${table}` });
    const unseen = bySql(`UPDATE ${table} SET name = $1`, '\u200B\u2060');
    await expect(unseen).rejects.toMatchObject({ constraint: expect.stringMatching(/^(rooms|tracks)_/) });
  });

  test('the speaker, who is still refused elsewhere at that time, but for leaving the session', async () => {
    const other = await camp.session('accepted', { speakerIds: [speaker] });
    const room = await camp.room();
    expectStatus(await camp.book(other, room, 10, 11), 409, 'slot.taken');
    expectStatus(await camp.team('delete', `/sessions/${slot.sessionId}/speakers/${speaker}`), 204);
    expectStatus(await camp.book(other, room, 10, 11), 201);
    expect(await brokenRules(running.database)).toEqual([]);
  });
});
