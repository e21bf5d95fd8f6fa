import { eventually, expectStatus } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { asOrganizer } from '../support/as-organizer';
import { query } from '../support/databases';
import type { ServiceName } from '../support/services';
import { firstAdmin, password, registerUser, type User } from '../support/users';
import { copyDatabase, reconcile } from './support/restore';

const minute = 60_000;

describe('one database is restored to an earlier copy while the others have moved on', () => {
  let organizer: User;
  let organize: ReturnType<typeof asOrganizer>;
  let proposer: User;
  let speakerId: string;
  beforeAll(async () => {
    organizer = await registerUser();
    organize = asOrganizer(organizer.client);
    proposer = await registerUser();
    ({ id: speakerId } = await asOrganizer(proposer.client).speaker('Ada'));
  });

  const propose = (eventId: string) =>
    proposer.api('post', '/sessions', { eventId, title: 'On engines', speakerIds: [speakerId], submit: true });
  const event = async (isPublished = true) => {
    const cfp = { opensAt: '2026-01-01T00:00:00Z', closesAt: '2027-05-01T00:00:00Z' };
    const made = await organize.event({ cfp });
    if (isPublished) await organize.publish(made.id);
    await replicated('session-service', made.id, isPublished ? 2 : 1);
    return made;
  };
  const replicated = (service: ServiceName, id: string, version: number) =>
    eventually(async () => {
      const rows = await query(service, 'SELECT FROM event_replicas WHERE id = $1 AND version >= $2', [id, version]);
      return rows.length > 0;
    });
  const answersOutOfStep = (eventId: string) =>
    eventually(async () => {
      const reply = await propose(eventId);
      return reply.status === 503 && reply.body.code === 'out-of-step';
    });
  /** What is found of one thing in one service. */
  const stateIn = async (service: ServiceName, id: string) => {
    const { findings } = await reconcile('list');
    return findings.find(finding => finding.service === service && finding.id === id)?.state;
  };

  test(
    'of events: nothing is accepted on what their owner has lost, until all say the same again',
    async () => {
      const [changed, deleted, untouched] = [await event(), await event(false), await event()];
      expectStatus(await propose(changed.id), 201);
      const restore = await copyDatabase('event-service');
      for (const title of ['Second', 'Third', 'Fourth'])
        expectStatus(await organizer.api('patch', `/events/${changed.id}`, { title }), 200);
      expectStatus(await organizer.api('delete', `/events/${deleted.id}`), 204);
      const created = await event();
      expectStatus(await propose(created.id), 201);
      await replicated('session-service', changed.id, 5);
      await replicated('session-service', deleted.id, 2);

      await restore();
      await answersOutOfStep(changed.id);
      await answersOutOfStep(created.id);
      expectStatus(await propose(untouched.id), 201);
      expectStatus(await organizer.api('get', `/sessions?eventId=${changed.id}`), 200);
      expect(await stateIn('session-service', changed.id)).toBe('older');
      expect(await stateIn('session-service', deleted.id)).toBe('revived');
      const { code, findings } = await reconcile('list');
      expect(code).toBe(1);
      expect(findings).toContainEqual(
        expect.objectContaining({ service: 'session-service', id: created.id, state: 'unknown', sessions: 1 }),
      );
      // Its version is still below the one that the others have heard of.
      expectStatus(await organizer.api('post', `/events/${changed.id}/cancel`, { reason: 'No' }), 200);

      const applied = await reconcile('apply');
      expect(applied.code).toBe(1);
      expect(new Set(applied.findings.map(({ id }) => id))).toEqual(new Set([created.id]));
      expectStatus(await propose(changed.id), 409, 'cfp.closed');
      expectStatus(await organizer.api('get', `/events/${deleted.id}`), 404);
      await answersOutOfStep(created.id);

      expect(await reconcile('apply', '--delete-unknown')).toEqual({ code: 0, findings: [] });
      expectStatus(await propose(created.id), 404);
      expect(await reconcile('apply')).toEqual({ code: 0, findings: [] });
    },
    5 * minute,
  );

  test(
    'of speakers: whoever is gone is on a session no more, and whoever was merged is there as whom they are now',
    async () => {
      const people = asOrganizer(proposer.client);
      const [deleted, merged] = [await people.speaker('Charles'), await people.speaker('A. Lovelace')];
      const camp = await event();
      const { body: session } = expectStatus(await propose(camp.id), 201);
      expectStatus(await proposer.api('delete', `/speakers/${deleted.id}`), 204);
      expectStatus(await proposer.api('post', `/speakers/${merged.id}/merge`, { into: speakerId }), 200);
      const gone = 'SELECT FROM speaker_replicas WHERE deleted AND id IN ($1, $2)';
      await eventually(async () => (await query('session-service', gone, [deleted.id, merged.id])).length === 2);
      // As it came about before the database refused it.
      await query(
        'session-service',
        `BEGIN; ALTER TABLE session_speakers DISABLE TRIGGER USER;
         DELETE FROM session_speakers WHERE session_id = '${session.id}';
         INSERT INTO session_speakers (session_id, speaker_id) VALUES
           ('${session.id}', '${deleted.id}'), ('${session.id}', '${merged.id}');
         ALTER TABLE session_speakers ENABLE TRIGGER USER; COMMIT`,
      );
      const { code, findings } = await reconcile('list');
      expect(code).toBe(1);
      expect(findings.map(({ finding, id, sessions }) => [finding, id, sessions]).toSorted()).toEqual(
        [deleted.id, merged.id].map(id => ['gone', id, 1]).toSorted(),
      );

      expect(await reconcile('apply')).toEqual({ code: 0, findings: [] });
      const { body } = expectStatus(await organizer.api('get', `/sessions/${session.id}`), 200);
      expect(body.speakers.map((speaker: { speakerId: string }) => speaker.speakerId)).toEqual([speakerId]);
      const known = 'SELECT speaker_ids::text[] AS ids FROM session_replicas WHERE id = $1';
      await eventually(async () => {
        const rows = await query('speaker-service', known, [session.id]);
        expect(rows).toEqual([{ ids: [speakerId] }]);
        return true;
      });
    },
    5 * minute,
  );

  test(
    'of sessions: what it has not received any more is sent again',
    async () => {
      const cancelled = await event();
      const restore = await copyDatabase('session-service');
      const { body: lost } = expectStatus(await propose(cancelled.id), 201);
      expectStatus(await organizer.api('post', `/events/${cancelled.id}/cancel`, { reason: 'No' }), 200);
      await replicated('session-service', cancelled.id, 3);
      await restore();

      await eventually(async () => (await stateIn('speaker-service', lost.id)) === 'unknown');
      await eventually(async () => {
        const { findings } = await reconcile('list');
        return findings.some(
          ({ finding, service, types }) =>
            finding === 'behind' && service === 'session-service' && types?.includes('event.cancelled.v1'),
        );
      }, minute);
      expect(await reconcile('apply', '--delete-unknown')).toEqual({ code: 0, findings: [] });
      expectStatus(await propose(cancelled.id), 409, 'cfp.closed');
    },
    5 * minute,
  );

  test(
    'of accounts: whoever was erased does not come back',
    async () => {
      const [admin, person] = [await firstAdmin(), await registerUser()];
      const restore = await copyDatabase('user-service');
      expectStatus(await person.api('post', '/users/me/erasure', { password }), 202);
      await eventually(async () => {
        const { body } = await admin.api('get', `/users/${person.id}/erasure`);
        return body.status === 'done';
      });
      await restore();
      await eventually(async () => (await stateIn('session-service', person.id)) === 'revived');
      expectStatus(await admin.api('get', `/users/${person.id}/erasure`), 404);

      expect(await reconcile('apply')).toEqual({ code: 0, findings: [] });
      const { body } = expectStatus(await admin.api('get', `/users/${person.id}/erasure`), 200);
      expect(body.status).toBe('done');
      const rows = await query('user-service', 'SELECT FROM users WHERE id = $1 AND erased_at IS NOT NULL', [
        person.id,
      ]);
      expect(rows).toHaveLength(1);
    },
    5 * minute,
  );
});
