import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acceptOffers, type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('once a schedule is released, the public sees it until the next release', () => {
  let running: App;
  let camp: Conference;
  let session: string;
  let slot: string;
  let room: string;
  let speaker: string;
  const speaking = randomUUID();
  beforeAll(async () => {
    running = await startSessionService();
  });
  beforeEach(async () => {
    camp = await makeConference(running);
    [room, speaker] = [await camp.room(), await makeSpeaker(running, speaking)];
    session = await camp.session('confirmed', { title: 'Opening', tags: ['One'], speakerIds: [speaker] });
    await acceptOffers(running, speaking);
    slot = (await camp.book(session, room, 9, 9.75)).body.id;
    await release('1.0');
  });
  afterAll(() => running.stop());

  const release = async (name: string) =>
    expectStatus(await camp.team('post', '/schedule-versions', { eventId: camp.id, name }), 201);
  const everybody = (): Api => running.as();
  const found = async (query: string, api = everybody()) =>
    (await api('get', `/sessions?eventId=${camp.id}&${query}`)).body.data.map(({ title }) => title);
  const starts = async (api = everybody()) =>
    (await api('get', `/slots?eventId=${camp.id}`)).body.data.map(({ startsAt }) => startsAt);

  test('whatever is renamed, moved and added meanwhile, through every door; the team and its own people see the work', async () => {
    await camp.team('patch', `/sessions/${session}`, { title: 'Closing', tags: ['Two'] });
    await camp.team('patch', `/slots/${slot}`, { startsAt: hour(15), endsAt: hour(15.75) });
    const guest = await camp.session('confirmed', { title: 'Surprise guest' });
    const { body: surprise } = await camp.book(guest, room, 20, 20.75);

    expect(await found('')).toEqual(['Opening']);
    expect([
      await found('q=opening'),
      await found('q=closing'),
      await found('tag=two'),
      await found('tag=one'),
    ]).toEqual([['Opening'], [], [], ['Opening']]);
    expect(await found(`speakerId=${speaker}&roomId=${room}&from=${hour(9)}&to=${hour(10)}`)).toEqual(['Opening']);
    expect(await found(`from=${hour(15)}`)).toEqual([]);
    expect((await everybody()('get', `/sessions/${session}`)).body).toMatchObject({
      title: 'Opening',
      status: 'confirmed',
      slots: [{ id: slot, startsAt: hour(9) }],
    });
    expectStatus(await everybody()('get', `/sessions/${guest}`), 404);
    expect(await starts()).toEqual([hour(9)]);
    expect((await everybody()('get', `/slots/${slot}`)).body.startsAt).toBe(hour(9));
    expectStatus(await everybody()('get', `/slots/${surprise.id}`), 404);

    for (const insider of [camp.team, running.as(randomUUID(), 'admin')]) {
      expect(await found('', insider)).toEqual(['Closing', 'Surprise guest']);
      expect(await starts(insider)).toEqual([hour(15), hour(20)]);
    }
    expect(await found('', running.as(speaking))).toEqual(['Closing']);
    expect((await running.as(speaking)('get', `/sessions/${session}`)).body.title).toBe('Closing');

    await release('2.0');
    expect(await found('')).toEqual(['Closing', 'Surprise guest']);
    expect(await starts()).toEqual([hour(15), hour(20)]);
  });

  test('a session that is withdrawn is off at once: in no list, its page says so, and the team is told', async () => {
    await release('1.1');
    expectStatus(await running.as(speaking)('post', `/sessions/${session}/withdraw`), 200);
    const page = expectStatus(await everybody()('get', `/sessions/${session}`), 200);
    expect(page.body).toMatchObject({ title: 'Opening', status: 'withdrawn', slots: [] });
    expect([await found(''), await starts()]).toEqual([[], []]);
    expectStatus(await everybody()('get', `/slots/${slot}`), 404);
    const conflicts = async () => (await camp.team('get', `/conflicts?eventId=${camp.id}`)).body.data;
    expect(await conflicts()).toMatchObject([
      { rule: 'released-but-gone', severity: 'warn', parties: [{ id: session, status: 'withdrawn' }] },
    ]);
    const rules = (severity: string) =>
      camp.team('put', `/conflicts/rules?eventId=${camp.id}`, { severities: { 'released-but-gone': severity } });
    expectStatus(await rules('block-release'), 400);
    expectStatus(await rules('warn'), 200);
    expectStatus(await camp.team('delete', `/sessions/${session}`), 409, 'session.released');
    await release('1.2');
    expect(await conflicts()).toEqual([]);
    expectStatus(await everybody()('get', `/sessions/${session}`), 404);
    expectStatus(await camp.team('delete', `/sessions/${session}`), 204);
  });

  test('why a session is off is not for everybody', async () => {
    await camp.team('post', `/sessions/${session}/reopen`);
    expect((await everybody()('get', `/sessions/${session}`)).body.status).toBe('confirmed');
    await camp.team('post', `/sessions/${session}/reject`);
    expect((await everybody()('get', `/sessions/${session}`)).body.status).toBe('cancelled');
  });

  test.each(['rooms', 'tracks'] as const)('%s too have the names that are released', async kind => {
    const make = async (name: string) => (await camp.team('post', `/${kind}`, { eventId: camp.id, name })).body.id;
    const [kept, dropped] = [await make('Kept'), await make('Dropped')];
    await release('1.1');
    await camp.team('patch', `/${kind}/${kept}`, { name: 'Renamed' });
    await camp.team('delete', `/${kind}/${dropped}`);
    const added = await make('Added');
    const names = async (api: Api) =>
      (await api('get', `/${kind}?eventId=${camp.id}`)).body.data
        .map(({ name }) => name)
        .filter(name => !name.startsWith('Room'));
    expect(await names(everybody())).toEqual(['Kept', 'Dropped']);
    expect(await names(camp.team)).toEqual(['Renamed', 'Added']);
    expect((await everybody()('get', `/${kind}/${kept}`)).body.name).toBe('Kept');
    expect((await camp.team('get', `/${kind}/${kept}`)).body.name).toBe('Renamed');
    expectStatus(await everybody()('get', `/${kind}/${added}`), 404);
    await release('1.2');
    expect(await names(everybody())).toEqual(['Renamed', 'Added']);
    expectStatus(await everybody()('get', `/${kind}/${dropped}`), 404);
  });

  test('no account is named to the public, before and after', async () => {
    const fair = await makeConference(running);
    const open = await fair.session('confirmed');
    for (const id of [open, session]) {
      const { body } = expectStatus(await everybody()('get', `/sessions/${id}`), 200);
      expect(body).not.toHaveProperty('submitterId');
    }
    expect((await camp.team('get', `/sessions/${session}`)).body.submitterId).toBe(camp.owner);
  });

  test('another team whose speaker is there learns only what is released', async () => {
    await camp.team('patch', `/sessions/${session}`, { title: 'Secret' });
    const fair = await makeConference(running);
    const own = await fair.session('confirmed');
    const { body: theirs } = await fair.book(own, await fair.room(), 9, 10);
    const { offer } = expectStatus(await fair.team('put', `/sessions/${own}/speakers/${speaker}`, {}), 202).body;
    const accept = () => running.as(speaking)('post', `/sessions/offers/${offer.id}/accept`);
    const refused = await accept();
    expectStatus(refused, 409, 'slot.taken');
    expect(refused.body).toMatchObject({ conflicts: [{ slotId: slot, title: 'Opening', speakerId: speaker }] });
    await camp.team('patch', `/slots/${slot}`, { startsAt: hour(9.25), endsAt: hour(10) });
    const again = await accept();
    expect(again.body).toMatchObject({ conflicts: [{ slotId: slot, title: null, roomId: null }] });
    expectStatus(await running.as(speaking)('post', `/sessions/offers/${offer.id}/decline`), 200);
    expect(theirs.sessionId).toBe(own);
  });

  test('releases at once follow one another, and the last is what is seen', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map(release));
    const { body } = await everybody()('get', `/schedule-versions/latest?eventId=${camp.id}`);
    const [row] = await running.database.query('SELECT released_version_id AS id FROM event_replicas WHERE id = $1', [
      camp.id,
    ]);
    expect(row).toEqual({ id: body.id });
    expect(await found('')).toEqual(['Opening']);
  });

  test.each([
    // The hours are read as they are.
    { table: 'rooms', unreleased: ['hours'] },
    { table: 'tracks', unreleased: [] },
  ])('$table are released with all of their columns', async ({ table, unreleased }) => {
    const columns = 'SELECT column_name AS name FROM information_schema.columns WHERE table_name =';
    const missing = await running.database.query(`${columns} $1 EXCEPT ${columns} $2`, [table, `released_${table}`]);
    expect(missing).toEqual(unreleased.map(name => ({ name })));
  });
});
