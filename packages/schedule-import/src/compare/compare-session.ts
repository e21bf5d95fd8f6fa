import { nameKey } from '../model/fold.ts';
import { inZone } from '../model/zones.ts';
import type { PlannedSession } from '../plan/plan.ts';
import type { Change, SessionChange } from './changes.ts';
import { compareSlots } from './compare-slots.ts';
import { isSame, shown } from './equal.ts';
import type { KnownEvent, KnownSession } from './known-event.ts';

interface Context {
  known: KnownEvent;
  /** Profiles by the plan's keys, as far as they are there. */
  speakers: ReadonlyMap<string, string>;
  /** What they are called, by the plan's keys. */
  names: ReadonlyMap<string, string>;
  isOwnExport: boolean;
}

/** What differs, field by field; what the file does not say does not. */
export function compareSession(planned: PlannedSession, session: KnownSession, context: Context): SessionChange {
  const { known } = context;
  const changes: Change[] = [];
  const patch: Record<string, unknown> = {};
  const slots = compareSlots(planned, session, known);
  // Of our own exports, and of sessions with several slots, the length is the slot's alone.
  const { durationMinutes, ...fields } = planned.fields;
  const wanted = { ...fields, ...(slots.some(hasOtherLength) && { durationMinutes }) };
  for (const [field, value] of Object.entries(wanted)) {
    if (isSame(orNull(field, value), Reflect.get(session, field)) || isWordOf(field, planned, session)) continue;
    changes.push({ field, from: shown(Reflect.get(session, field)), to: shown(value) });
    patch[field] = orNull(field, value);
  }
  if (session.externalId === null && planned.externalId !== null && !context.isOwnExport) {
    changes.push({ field: 'externalId', from: '–', to: planned.externalId });
    patch.externalId = planned.externalId;
  }
  const track = compareTrack(planned, session, known, changes);
  const speakers = compareSpeakers(planned, session, context, changes);
  changes.push(...slots.map(slot => describeSlot(slot, known)));
  return { session, planned, patch, track, speakers, slots, changes };
}

/** What may be absent is null for the API, and nothing for files. */
export const orNull = (field: string, value: unknown): unknown =>
  value === '' && (field === 'license' || field === 'typeName') ? null : value;

/** An export says the event's own word, or else our kind of session: neither says anything of the other. */
function isWordOf(field: string, { fields }: PlannedSession, { type, typeName }: KnownSession): boolean {
  const word = fields.typeName ?? fields.type;
  return (
    (field === 'type' && typeName !== null && typeName === word) ||
    (field === 'typeName' && fields.typeName === null && typeName === null && fields.type === type)
  );
}

function compareTrack({ track }: PlannedSession, { trackId }: KnownSession, { tracks }: KnownEvent, changes: Change[]) {
  if (track === undefined) return undefined;
  const current = tracks.find(({ id }) => id === trackId)?.name;
  if (nameKey(current ?? '') === nameKey(track ?? '')) return undefined;
  changes.push({ field: 'track', from: shown(current), to: shown(track) });
  return track;
}

/** The same people in the same order. */
function compareSpeakers(
  planned: PlannedSession,
  session: KnownSession,
  { speakers, names: nameOf }: Context,
  changes: Change[],
) {
  if (planned.speakers === undefined) return undefined;
  const current = session.speakers.filter(({ pending }) => !pending).toSorted((a, b) => a.position - b.position);
  const isUnchanged =
    current.length === planned.speakers.length &&
    planned.speakers.every((key, at) => speakers.get(key) === current[at]?.speakerId);
  if (isUnchanged) return undefined;
  const names = planned.speakers.map(key => nameOf.get(key));
  changes.push({ field: 'speakers', from: shown(current.map(({ name }) => name)), to: shown(names) });
  return planned.speakers;
}

const lengthOf = (slot: { startsAt: number; endsAt: number }) => slot.endsAt - slot.startsAt;

const hasOtherLength = (change: SessionChange['slots'][number]) =>
  change.kind === 'move' &&
  lengthOf(change.slot) !== Date.parse(change.known.endsAt) - Date.parse(change.known.startsAt);

function describeSlot(change: SessionChange['slots'][number], { event, rooms }: KnownEvent): Change {
  const ofKnown = change.kind === 'create' ? undefined : change.known;
  const from =
    ofKnown &&
    `${rooms.find(({ id }) => id === ofKnown.roomId)?.name}, ${span(Date.parse(ofKnown.startsAt), Date.parse(ofKnown.endsAt), event.timezone)}`;
  const to =
    change.kind === 'delete'
      ? undefined
      : `${change.slot.room}, ${span(change.slot.startsAt, change.slot.endsAt, event.timezone)}`;
  return { field: 'slot', from: shown(from), to: shown(to) };
}

const span = (from: number, to: number, zone: string) => `${inZone(from, zone)} to ${inZone(to, zone)}`;
