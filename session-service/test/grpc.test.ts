import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createGrpcClient, type GrpcClient } from '@ems/chassis/grpc';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type App, startSessionService } from './support/start';

const clientOf = (target: string, token = '') =>
  createGrpcClient({
    protoFile: join(__dirname, '../../proto/session.proto'),
    serviceName: 'session.v1.SessionService',
    target,
    token,
  });

const anything = z.record(z.string(), z.unknown());

/** What a session says of itself beside what all do. */
const described = {
  subtitle: 'And told',
  typeName: 'Lecture',
  languages: ['de', 'en'],
  links: [{ label: 'Notes', url: 'https://example.org/notes' }],
  doNotRecord: true,
  license: 'CC0',
  sourceUrl: 'https://example.org/shown',
  externalId: 'shown',
};

describe('session.v1.SessionService', () => {
  let running: App;
  let client: GrpcClient;
  let camp: Conference;
  let speaker: string;
  let room: string;
  let shown: string;
  let slotId: string;
  beforeAll(async () => {
    running = await startSessionService();
    client = clientOf(running.grpcTarget);
    camp = await makeConference(running);
    speaker = await makeSpeaker(running);
    room = await camp.room({ name: 'Hall', capacity: 99, description: 'Upstairs' });
    await camp.team('post', '/tracks', { eventId: camp.id, name: 'Science', color: '#112233' });
    shown = await camp.session('confirmed', { title: 'Shown', level: 'advanced', speakerIds: [speaker], tags: ['x'] });
    await camp.team('patch', `/sessions/${shown}`, described);
    await camp.team('put', `/sessions/${shown}/speakers/${speaker}`, { binding: false });
    slotId = (await camp.book(shown, room, 9, 10)).body.id;
    await camp.book(await camp.session('accepted', { title: 'Planned' }), room, 10, 11);
    await camp.session('confirmed', { title: 'Without a slot' });
  });
  afterAll(async () => {
    client.close();
    await running.stop();
  });

  test('with GRPC_TOKEN it answers those alone who show it', async () => {
    const token = 'shared-by-the-services-of-one-system';
    const secured = await running.second({ GRPC_TOKEN: token });
    const call = async (shown: string) => {
      const caller = clientOf(`127.0.0.1:${secured.service.grpcPort()}`, shown);
      try {
        return await caller.call('ListSessionsByEvent', { event_id: camp.id }, anything);
      } finally {
        caller.close();
      }
    };
    await expect(call('')).rejects.toMatchObject({ cause: { code: 16 } });
    expect(await call(token)).toHaveProperty('sessions');
    await secured.stop();
  });

  test('counts the sessions of an event by track and status, and the reviews that count', async () => {
    const fair = await makeConference(running);
    const track = (await fair.team('post', '/tracks', { eventId: fair.id, name: 'Science', color: '#112233' })).body.id;
    const [first, second] = [
      await fair.session('confirmed', { trackId: track }),
      await fair.session('submitted', { trackId: track }),
    ];
    await fair.session('submitted');
    const insert = `INSERT INTO reviews (session_id, reviewer_id, score, comment, conflict_of_interest)
      VALUES ($1, gen_random_uuid(), $2, '', false)`;
    for (const [session, score] of [
      [first, 5],
      [first, 4],
      [second, 3],
    ])
      await running.database.query(insert, [session, score]);
    const summary = await client.call('SummarizeEvent', { event_id: fair.id }, anything);
    expect(summary).toEqual({
      sessions: [
        { track_id: track, status: 'SESSION_STATUS_SUBMITTED', count: 1 },
        { track_id: track, status: 'SESSION_STATUS_CONFIRMED', count: 1 },
        { track_id: '', status: 'SESSION_STATUS_SUBMITTED', count: 1 },
      ],
      tracks: [{ id: track, name: 'Science', color: '#112233', position: 0 }],
      reviews: { count: 3, average_score: 4, reviewed_sessions: 2 },
    });
    const unknown = await client.call('SummarizeEvent', { event_id: randomUUID() }, anything);
    expect(unknown).toMatchObject({ sessions: [], tracks: [], reviews: { count: 0, average_score: 0 } });
  });

  test('gives the same in parts', async () => {
    const { version: _, ...whole } = await client.call('ListSlotsByEvent', { event_id: camp.id }, anything);
    const parts = await client.callStream('StreamSlotsByEvent', { event_id: camp.id }, anything);
    const joined = Object.fromEntries(Object.keys(whole).map(key => [key, parts.flatMap(part => part[key] ?? [])]));
    expect(joined).toEqual(whole);
    const nothing = { rooms: [], tracks: [], slots: [], sessions: [], moved_version: 0, is_released: false };
    // The first says only that there will be others.
    expect(await client.callStream('StreamSlotsByEvent', { event_id: randomUUID() }, anything)).toEqual([
      nothing,
      nothing,
    ]);
  });

  test('gives the whole public schedule: rooms, tracks, slots and their sessions with speakers', async () => {
    const reply = await client.call('ListSlotsByEvent', { event_id: camp.id }, anything);
    expect(reply).toEqual({
      rooms: [{ id: room, name: 'Hall', description: 'Upstairs', capacity: 99, parallel: false, position: 0 }],
      tracks: [expect.objectContaining({ name: 'Science', color: '#112233' })],
      slots: [
        expect.objectContaining({
          id: slotId,
          number: expect.any(Number),
          session_id: shown,
          ordinal: 1,
          room_id: room,
          starts_at: hour(9),
          ends_at: hour(10),
          version: 1,
        }),
      ],
      sessions: [
        expect.objectContaining({
          id: shown,
          title: 'Shown',
          type: 'SESSION_TYPE_TALK',
          level: 'SESSION_LEVEL_ADVANCED',
          status: 'SESSION_STATUS_CONFIRMED',
          duration_minutes: 45,
          track_id: '',
          tags: ['x'],
          speakers: [{ speaker_id: speaker, role: 'SPEAKER_ROLE_SPEAKER', position: 0, non_binding: true }],
          subtitle: described.subtitle,
          type_name: described.typeName,
          languages: described.languages,
          links: described.links,
          attachments: [],
          do_not_record: true,
          license: described.license,
          logo_url: '',
          source_url: described.sourceUrl,
          external_id: described.externalId,
        }),
      ],
      version: null,
    });
  });

  test('gives what the public sees: once released, the latest version, while work goes on', async () => {
    const fair = await makeConference(running);
    const session = await fair.session('confirmed', { title: 'Early' });
    const { body: slot } = await fair.book(session, await fair.room(), 9, 10);
    const schema = z.object({
      slots: z.array(z.object({ starts_at: z.string() })),
      sessions: z.array(z.object({ title: z.string() })),
      version: z.object({ id: z.string(), name: z.string() }).nullable(),
    });
    const list = async (version?: string) => {
      const reply = await client.call('ListSlotsByEvent', { event_id: fair.id, version }, schema);
      return [reply.version?.name, reply.slots[0]?.starts_at, reply.sessions[0]?.title];
    };
    expect(await list()).toEqual([undefined, hour(9), 'Early']);
    await expect(list('latest')).rejects.toMatchObject({ kind: 'not-found' });
    const release = async (name: string) =>
      (await fair.team('post', '/schedule-versions', { eventId: fair.id, name })).body.id;
    const isReleased = async () =>
      (await client.callStream('StreamSlotsByEvent', { event_id: fair.id }, anything)).some(part => part.is_released);
    expect(await isReleased()).toBe(false);
    const first = await release('1.0');
    expect(await isReleased()).toBe(true);
    await fair.team('patch', `/slots/${slot.id}`, { startsAt: hour(20), endsAt: hour(21) });
    await fair.team('patch', `/sessions/${session}`, { title: 'Late' });
    expect(await list()).toEqual(['1.0', hour(9), 'Early']);
    expect(await list('wip')).toEqual([undefined, hour(20), 'Late']);
    await release('2.0');
    expect(await list()).toEqual(['2.0', hour(20), 'Late']);
    expect(await list('latest')).toEqual(['2.0', hour(20), 'Late']);
    expect(await list(first)).toEqual(['1.0', hour(9), 'Early']);
    const elsewhere = client.call('ListSlotsByEvent', { event_id: camp.id, version: first }, schema);
    await expect(elsewhere).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('lists confirmed sessions with or without a slot', async () => {
    const schema = z.object({ sessions: z.array(z.object({ title: z.string() })) });
    const reply = await client.call('ListSessionsByEvent', { event_id: camp.id }, schema);
    expect(reply.sessions.map(session => session.title)).toEqual(['Shown', 'Without a slot']);
  });

  test('gives one session in any status, and NOT_FOUND for none', async () => {
    const draft = await camp.session('draft', { title: 'Draft' });
    const reply = await client.call('GetSession', { session_id: draft }, anything);
    expect(reply.session).toMatchObject({ title: 'Draft', status: 'SESSION_STATUS_DRAFT' });
    await expect(client.call('GetSession', { session_id: randomUUID() }, anything)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  test('tells which slots other dates would leave outside, planned ones too', async () => {
    const schema = z.object({ slots_outside: z.array(z.object({ title: z.string() })) });
    const outside = async (from: number, to: number) => {
      const request = { event_id: camp.id, starts_at: hour(from), ends_at: hour(to) };
      return (await client.call('PreviewEventChange', request, schema)).slots_outside.map(slot => slot.title);
    };
    expect(await outside(9, 11)).toEqual([]);
    expect(await outside(9, 10.5)).toEqual(['Planned']);
    expect(await outside(9.5, 10)).toEqual(['Shown', 'Planned']);
  });

  test('an event that is unknown here has an empty schedule', async () => {
    const reply = await client.call('ListSlotsByEvent', { event_id: randomUUID() }, anything);
    expect(reply).toEqual({ rooms: [], tracks: [], slots: [], sessions: [], version: null });
  });

  test.each([
    ['GetSession', { session_id: 'x' }],
    ['ListSlotsByEvent', {}],
    ['ListSlotsByEvent', { event_id: randomUUID(), version: '1.0' }],
    ['PreviewEventChange', { event_id: randomUUID(), starts_at: hour(2), ends_at: hour(1) }],
  ])('%s refuses what makes no sense as INVALID_ARGUMENT', async (method, request) => {
    await expect(client.call(method, request, anything)).rejects.toMatchObject({ cause: { code: 3 } });
  });
});
