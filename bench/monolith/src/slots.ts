import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import { type Caller, isOrganizer, membersOfEvent, requireCaller, type Team } from './auth.ts';
import { type Client, transact } from './database.ts';
import { forbidden, HttpError, notFound } from './errors.ts';

const instant = z.iso.datetime({ offset: true }).transform(text => new Date(text));
const newBody = z.strictObject({ roomId: z.uuid(), startsAt: instant, endsAt: instant.optional() });
const patchBody = z.strictObject({ roomId: z.uuid(), startsAt: instant, endsAt: instant }).partial();

interface Placement {
  roomId: string;
  startsAt: Date;
  endsAt: Date;
}

interface SlotRow {
  id: string;
  number: number;
  event_id: string;
  session_id: string;
  room_id: string;
  starts_at: Date;
  ends_at: Date;
  version: number;
  created_at: Date;
  updated_at: Date;
}

const columns = 'id, number, event_id, session_id, room_id, starts_at, ends_at, version, created_at, updated_at';

const toView = (slot: SlotRow) => ({
  id: slot.id,
  number: slot.number,
  eventId: slot.event_id,
  sessionId: slot.session_id,
  roomId: slot.room_id,
  startsAt: slot.starts_at,
  endsAt: slot.ends_at,
  createdAt: slot.created_at,
  updatedAt: slot.updated_at,
  version: slot.version,
  allowedActions: ['update', 'delete'],
});

/** Locks the event's schedule (bookings of one event go one after another), and reads what a booking depends on. */
async function lockBooking(client: Client, caller: Caller, sessionId: string) {
  const { rows } = await client.query<
    Team & {
      id: string;
      status: string;
      event_status: string;
      starts_at: Date;
      ends_at: Date;
      duration_minutes: number;
    }
  >({
    name: 'booking-for-update',
    text: `SELECT e.id, e.owner_id, e.status AS event_status, e.starts_at, e.ends_at, s.status, s.duration_minutes,
      ${membersOfEvent}
      FROM sessions s JOIN events e ON e.id = s.event_id WHERE s.id = $1 FOR NO KEY UPDATE OF e, s`,
    values: [sessionId],
  });
  const booking = rows[0];
  if (!booking) throw notFound();
  if (!isOrganizer(booking, caller)) throw forbidden();
  if (booking.event_status === 'cancelled') throw new HttpError(409, 'event.cancelled');
  return booking;
}

/** @returns whether the room takes several sessions at a time */
async function lockRoom(client: Client, eventId: string, roomId: string): Promise<boolean> {
  const { rows } = await client.query<{ parallel: boolean }>({
    name: 'room-for-share',
    text: 'SELECT parallel FROM rooms WHERE id = $1 AND event_id = $2 FOR KEY SHARE',
    values: [roomId, eventId],
  });
  if (!rows[0]) throw new HttpError(400, 'validation-failed');
  return rows[0].parallel;
}

function requireWithin(event: { starts_at: Date; ends_at: Date }, { startsAt, endsAt }: Placement): void {
  if (endsAt <= startsAt) throw new HttpError(400, 'validation-failed');
  if (startsAt < event.starts_at || endsAt > event.ends_at) throw new HttpError(409, 'slot.outside-event');
}

async function scheduleSession(client: Client, caller: Caller, sessionId: string, body: z.infer<typeof newBody>) {
  const booking = await lockBooking(client, caller, sessionId);
  if (!['accepted', 'confirmed'].includes(booking.status)) throw new HttpError(409, 'session.not-accepted');
  const endsAt = body.endsAt ?? new Date(body.startsAt.getTime() + booking.duration_minutes * 60_000);
  requireWithin(booking, { ...body, endsAt });
  const parallel = await lockRoom(client, booking.id, body.roomId);
  const { rows } = await client.query<SlotRow>({
    name: 'insert-slot',
    text: `INSERT INTO slots (id, event_id, session_id, session_status, room_id, parallel, starts_at, ends_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${columns}`,
    values: [randomUUID(), booking.id, sessionId, booking.status, body.roomId, parallel, body.startsAt, endsAt],
  });
  const slot = rows[0] as SlotRow;
  await client.query({
    name: 'insert-slot-speakers',
    text: `INSERT INTO slot_speakers (slot_id, session_id, speaker_id, starts_at, ends_at, binding)
      SELECT $1, session_id, speaker_id, $3, $4, binding FROM session_speakers WHERE session_id = $2`,
    values: [slot.id, sessionId, slot.starts_at, slot.ends_at],
  });
  return toView(slot);
}

async function moveSlot(client: Client, caller: Caller, id: string, patch: z.infer<typeof patchBody>) {
  const found = await client.query<SlotRow>({
    name: 'slot-by-id',
    text: `SELECT ${columns} FROM slots WHERE id = $1`,
    values: [id],
  });
  const sessionId = found.rows[0]?.session_id;
  if (sessionId === undefined) throw notFound();
  const booking = await lockBooking(client, caller, sessionId);
  // Under the lock, for it may have moved meanwhile.
  const { rows } = await client.query<SlotRow>({
    name: 'slot-by-id',
    text: `SELECT ${columns} FROM slots WHERE id = $1`,
    values: [id],
  });
  const slot = rows[0];
  if (!slot) throw notFound();
  const placement = {
    roomId: patch.roomId ?? slot.room_id,
    startsAt: patch.startsAt ?? slot.starts_at,
    endsAt: patch.endsAt ?? slot.ends_at,
  };
  requireWithin(booking, placement);
  const parallel = await lockRoom(client, booking.id, placement.roomId);
  const moved = await client.query<SlotRow>({
    name: 'update-slot',
    text: `UPDATE slots SET room_id = $2, parallel = $3, starts_at = $4, ends_at = $5, version = version + 1, updated_at = now()
      WHERE id = $1 RETURNING ${columns}`,
    values: [id, placement.roomId, parallel, placement.startsAt, placement.endsAt],
  });
  await client.query({
    name: 'move-slot-speakers',
    text: 'UPDATE slot_speakers SET starts_at = $2, ends_at = $3 WHERE slot_id = $1',
    values: [id, placement.startsAt, placement.endsAt],
  });
  return toView(moved.rows[0] as SlotRow);
}

export const slots = Router()
  .post('/sessions/:id/slots', async (request, response) => {
    const caller = requireCaller(response);
    const body = newBody.parse(request.body);
    const slot = await transact(client => scheduleSession(client, caller, request.params.id, body));
    response.status(201).location(`/api/v1/slots/${slot.id}`).json(slot);
  })
  .patch('/slots/:id', async (request, response) => {
    const caller = requireCaller(response);
    const body = patchBody.parse(request.body);
    response.json(await transact(client => moveSlot(client, caller, request.params.id, body)));
  });
