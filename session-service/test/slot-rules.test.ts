import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assert as always, array, asyncProperty, constant, integer, nat, oneof, record } from 'fast-check';
import { makeConference, makeSpeaker } from './support/conference';
import { judge, judgeSwap, type Model, type ModelSlot, type Verdict } from './support/slot-model';
import { type App, startSessionService } from './support/start';

const quarter = 15;
const from = integer({ min: -1, max: 24 }).map(quarters => quarters * quarter);
const lasts = integer({ min: 0, max: 8 }).map(quarters => quarters * quarter);
const place = { room: nat(2), from, lasts };
const acts = array(
  oneof(
    { weight: 5, arbitrary: record({ do: constant('book' as const), session: nat(3), ...place }) },
    { weight: 3, arbitrary: record({ do: constant('move' as const), slot: nat(9), ...place }) },
    { weight: 2, arbitrary: record({ do: constant('swap' as const), slot: nat(9), other: nat(9) }) },
    { weight: 1, arbitrary: record({ do: constant('delete' as const), slot: nat(9) }) },
  ),
  { minLength: 8, maxLength: 20 },
);

/** The instant as people in a zone write it, with the offset that holds there and then. */
function asWritten(instant: Date, timeZone: string): string {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(instant)
    .find(part => part.type === 'timeZoneName')?.value;
  const [, sign = '+', hours = '00', minutes = '00'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name ?? '') ?? [];
  const shift = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return new Date(instant.getTime() + shift * 60_000).toISOString().replace('Z', `${sign}${hours}:${minutes}`);
}

describe.each([
  ['across midnight', 'Europe/Berlin', '2026-05-01T19:00:00Z'],
  ['when an hour is left out', 'Europe/Berlin', '2026-03-28T22:00:00Z'],
  ['when an hour comes twice', 'Europe/Berlin', '2026-10-24T22:00:00Z'],
  ['where the offset is half an hour', 'Asia/Kolkata', '2026-05-01T16:00:00Z'],
  ['where half an hour comes twice', 'Australia/Lord_Howe', '2026-04-04T12:00:00Z'],
])('%s (%s)', (_, timezone, startsAt) => {
  let running: App;
  beforeAll(async () => {
    running = await startSessionService();
  });
  afterAll(() => running.stop());

  const start = Date.parse(startsAt);
  const minutes = 6 * 60;
  const written = (minute: number) => asWritten(new Date(start + minute * 60_000), timezone);
  const stored = (minute: number) => new Date(start + minute * 60_000).toISOString();

  async function makeWorld() {
    const camp = await makeConference(running, { startsAt, endsAt: stored(minutes), timezone });
    const [ada, grace] = [await makeSpeaker(running), await makeSpeaker(running)];
    const rooms = [await camp.room(), await camp.room(), await camp.room({ parallel: true })];
    const speakers = [[ada], [grace], [ada, grace], []];
    const sessions = await Promise.all(speakers.map(speakerIds => camp.session('accepted', { speakerIds })));
    // A guest of the last one, held to no place.
    expectStatus(await camp.team('put', `/sessions/${sessions[3]}/speakers/${ada}`, { binding: false }), 200);
    const model: Model = { minutes, parallel: [false, false, true], speakers: [[0], [1], [0, 1], []], slots: [] };
    return { camp, rooms, sessions, model };
  }

  const expectAs = (verdict: Verdict, reply: { status: number; body: Record<string, unknown> }) => {
    if (verdict === 'fine') expect([200, 201]).toContain(reply.status);
    else if (verdict === 'backwards') expectStatus(reply, 400);
    else if (verdict === 'outside') expectStatus(reply, 409, 'slot.outside-event');
    else {
      expectStatus(reply, 409, 'slot.taken');
      const named = (reply.body.conflicts as { slotId: string }[]).map(slot => slot.slotId);
      expect(new Set(named)).toEqual(new Set(verdict.overlapping));
    }
    return verdict === 'fine';
  };

  test('every booking, move and swap is answered as the rules say, and what stands is what they allow', async () => {
    await always(
      asyncProperty(acts, async commands => {
        const { camp, rooms, sessions, model } = await makeWorld();
        const body = (room: number, from: number, to: number) => ({
          roomId: rooms[room],
          startsAt: written(from),
          endsAt: written(to),
        });
        const at = (n: number): ModelSlot | undefined => model.slots[n % model.slots.length];
        for (const command of commands) {
          const slot = 'slot' in command ? at(command.slot) : undefined;
          if (command.do === 'book') {
            const { session, room, from } = command;
            const wanted = { room, from, to: from + command.lasts };
            const reply = await camp.team('post', `/sessions/${sessions[session]}/slots`, body(room, from, wanted.to));
            if (expectAs(judge(model, session, wanted), reply)) {
              model.slots.push({ id: reply.body.id, session, ...wanted });
            }
          } else if (!slot) {
          } else if (command.do === 'move') {
            const { room, from } = command;
            const wanted = { room, from, to: from + command.lasts };
            const reply = await camp.team('patch', `/slots/${slot.id}`, body(room, from, wanted.to));
            if (expectAs(judge(model, slot.session, wanted, [slot]), reply)) Object.assign(slot, wanted);
          } else if (command.do === 'swap') {
            const other = at(command.other) ?? slot;
            const reply = await camp.team('post', '/slots/swap', { a: slot.id, b: other.id });
            if (other === slot) expectStatus(reply, 400);
            else if (expectAs(judgeSwap(model, slot, other), reply)) {
              const { room, from, to } = slot;
              Object.assign(slot, { room: other.room, from: other.from, to: other.to });
              Object.assign(other, { room, from, to });
            }
          } else {
            expectStatus(await camp.team('delete', `/slots/${slot.id}`), 204);
            model.slots.splice(model.slots.indexOf(slot), 1);
          }
        }
        const { body: stands } = await camp.team('get', `/slots?eventId=${camp.id}&limit=100`);
        const expected = model.slots.map(({ id, session, room, from, to }) => ({
          id,
          sessionId: sessions[session],
          roomId: rooms[room],
          startsAt: stored(from),
          endsAt: stored(to),
        }));
        expect(stands.data).toHaveLength(expected.length);
        expect(stands.data).toEqual(expect.arrayContaining(expected.map(slot => expect.objectContaining(slot))));
      }),
      { numRuns: 6 },
    );
  });
});
