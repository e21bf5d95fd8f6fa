import { isDeepStrictEqual } from 'node:util';
import { parseInput } from '@ems/chassis/errors';
import { type Change, mergePatch } from '@ems/chassis/http';
import type { SessionClient, SlotsImpact } from '../../grpc';
import { eventUpdated, publishEvent } from '../../messaging/published';
import type { EventDatabase, Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { atSameClock, movedTime } from '../../shared/time-zone';
import { promoteWaitlist, type TicketSeal } from '../seats';
import { requireOrganizer } from './access';
import { type Details, details, detailsOf, type EventRow, seatsOf, toColumns } from './details';
import { claimSlug } from './event';
import { type Frame, frameOf, isMove, losesTime, recordMove } from './move';
import { findEvent, lockEventForUpdate, saveEvent } from './repository';
import { type EventPatch, toEventView } from './schemas';
import { noPlace } from './transitions';

/**
 * The details after a patch. A new zone alone keeps what the clocks show, so the instants move with it; where all moves with the
 * event, its windows do too.
 * @throws DomainError 400 where the result would break a rule
 */
export function patchedDetails(event: EventRow, patch: EventPatch, policy?: SlotsPolicy): Details {
  const before = detailsOf(event);
  const merged = parseInput(details, mergePatch(before, patch));
  const inZone = (when: Date) => atSameClock(when, before.timezone, merged.timezone);
  const isElsewhere = merged.timezone !== before.timezone;
  const dates = isElsewhere
    ? { startsAt: patch.startsAt ?? inZone(merged.startsAt), endsAt: patch.endsAt ?? inZone(merged.endsAt) }
    : {};
  const placed = parseInput(details, { ...merged, ...dates });
  if (!isMove(before, placed)) return placed;
  const moved = policy === 'move' ? (when: Date) => movedTime(when, before, placed) : inZone;
  const windowAfter = <Window extends { opensAt: Date | null; closesAt: Date | null }>(
    window: Window,
    given: { opensAt?: Date | null | undefined; closesAt?: Date | null | undefined } | null | undefined,
  ): Window => ({
    ...window,
    opensAt: given?.opensAt ?? (window.opensAt && moved(window.opensAt)),
    closesAt: given?.closesAt ?? (window.closesAt && moved(window.closesAt)),
  });
  return parseInput(details, {
    ...placed,
    cfp: placed.cfp && windowAfter(placed.cfp, patch.cfp),
    registration: placed.registration && windowAfter(placed.registration, patch.registration),
  });
}

function allowedDetails(
  event: EventRow,
  change: Change,
  { patch, policy }: { patch: EventPatch; policy: SlotsPolicy | undefined },
): Details {
  requireOrganizer(event, change.caller);
  change.requireIfMatch(toEventView(event, change));
  return patchedDetails(event, patch, policy);
}

interface Dependencies {
  database: EventDatabase;
  sessions: SessionClient;
}

/** What becomes of slots when their event is elsewhere: all `move` with it, or those that come to lie outside are unscheduled. */
export type SlotsPolicy = 'move' | 'unschedule';

/** What was checked of a change, before its transaction. */
interface Checked {
  from: Frame;
  to: Frame;
}

/**
 * Asks session-service what a change of zone or dates does to the slots, before the transaction, which must not wait for another service.
 * @returns undefined where it can do nothing to them
 * @throws DomainError 409 with the slots that would move or lie outside, where nothing is said of them, and with those that
 * cannot move, where all are to; 503 while session-service is unavailable
 */
export async function checkSlots(
  { database, sessions }: Dependencies,
  ref: string,
  change: Change,
  patch: EventPatch,
  policy: SlotsPolicy | undefined,
): Promise<Checked | undefined> {
  const event = await findEvent(database.client, ref);
  const after = event && allowedDetails(event, change, { patch, policy });
  if (!event || !after || !affectsSlots(event, after)) return undefined;
  const checked = { from: frameOf(event), to: frameOf(after) };
  if (policy === 'unschedule') return checked;
  const impact = await sessions.previewEventChange(event.id, checked.from, checked.to);
  if (policy === 'move') refuseImmovable(impact);
  else refuseSilentChange(impact);
  return checked;
}

const affectsSlots = (before: Frame, after: Frame): boolean => isMove(before, after) || losesTime(before, after);

function refuseImmovable({ slotsMoved }: SlotsImpact): void {
  const immovable = slotsMoved.filter(({ refusedBy }) => refusedBy !== null);
  if (immovable.length === 0) return;
  const detail = `Slots that cannot move with the event: ${immovable.length}; see impact.`;
  throw problem('event.slots-immovable', detail, { impact: { slotsMoved: immovable } });
}

function refuseSilentChange({ slotsMoved, slotsOutside }: SlotsImpact): void {
  if (slotsMoved.length === 0 && slotsOutside.length === 0) return;
  const detail =
    'The event has slots: say by slots=move that they move with it, or by slots=unschedule that those outside go.';
  throw problem('event.has-slots', detail, { impact: { slotsMoved, slotsOutside } });
}

interface CheckedPatch {
  patch: EventPatch;
  policy: SlotsPolicy | undefined;
  /** From {@link checkSlots}. */
  checked: Checked | undefined;
  /** Seals the tickets of those who come from the waitlist by more capacity. */
  ticketSeal: TicketSeal;
}

/**
 * Writes an event's next version, or nothing where the patch changes nothing.
 * @throws DomainError 404 or 403 for who is not of its team; 409 when the slug is taken, fewer seats would be left than are
 * taken, a public event would have no place, or its dates were changed since they were checked
 */
export async function changeEvent(
  tx: Tx,
  ref: string,
  change: Change,
  { patch, policy, checked, ticketSeal }: CheckedPatch,
): Promise<EventRow> {
  const event = await lockEventForUpdate(tx, ref);
  const after = allowedDetails(event, change, { patch, policy });
  if (affectsSlots(event, after) && !isDeepStrictEqual(checked, { from: frameOf(event), to: frameOf(after) }))
    throw changedMeanwhile();
  if (isDeepStrictEqual(after, detailsOf(event))) return event;
  if (after.slug !== event.slug) await claimSlug(tx, after.slug, event.id);
  if (event.status !== 'draft' && event.status !== 'cancelled' && !after.venue && !after.onlineUrl) throw noPlace();
  const { taken } = seatsOf(event);
  if (after.capacity !== null && after.capacity < taken) throw capacityBelowTaken(taken);
  const moves = policy === 'move' && isMove(event, after);
  const saved = await saveEvent(tx, event.id, {
    ...toColumns(after),
    ...(moves && { movedVersion: event.version + 1 }),
    seats: { update: { capacity: after.capacity } },
  });
  if (moves) await recordMove(tx, event.id, saved.version, event, after);
  const changed =
    after.capacity === seatsOf(event).capacity ? saved : await withWaitlistPromoted(tx, saved, ticketSeal);
  await publishEvent(tx, eventUpdated, changed);
  return changed;
}

async function withWaitlistPromoted(tx: Tx, event: EventRow, ticketSeal: TicketSeal): Promise<EventRow> {
  await promoteWaitlist(tx, event.id, ticketSeal);
  return { ...event, seats: await tx.eventSeats.findUnique({ where: { eventId: event.id } }) };
}

const capacityBelowTaken = (taken: number) =>
  problem('event.capacity-below-taken', `${taken} seats are taken; the capacity cannot be lower.`, { taken });

const changedMeanwhile = () =>
  problem('event.changed-meanwhile', 'The dates of the event were changed at the same time; read it again.');
