/** The rules of slots in the plainest form: a list, looked through each time. Times are minutes of the event. */
export interface Placement {
  room: number;
  from: number;
  to: number;
}

export interface ModelSlot extends Placement {
  id: string;
  session: number;
}

export interface Model {
  /** How long the event is. */
  minutes: number;
  /** By room: takes several at a time. */
  parallel: readonly boolean[];
  /** By session: who speaks, and is held to one place. */
  speakers: readonly (readonly number[])[];
  slots: ModelSlot[];
}

/** What is to be answered: whether it may be, or why not and what it would overlap. */
export type Verdict = 'fine' | 'backwards' | 'outside' | { overlapping: string[] };

const overlap = (a: Placement, b: Placement) => a.from < b.to && b.from < a.to;

/** @param moving slots that will not be where they are */
export function judge(model: Model, session: number, place: Placement, moving: readonly ModelSlot[] = []): Verdict {
  if (place.to <= place.from) return 'backwards';
  if (place.from < 0 || place.to > model.minutes) return 'outside';
  const speakers = model.speakers[session] ?? [];
  const overlapping = model.slots.filter(
    slot =>
      !moving.includes(slot) &&
      overlap(slot, place) &&
      ((slot.room === place.room && (!model.parallel[place.room] || slot.session === session)) ||
        (slot.session !== session && model.speakers[slot.session]?.some(speaker => speakers.includes(speaker)))),
  );
  return overlapping.length === 0 ? 'fine' : { overlapping: overlapping.map(slot => slot.id) };
}

export function judgeSwap(model: Model, a: ModelSlot, b: ModelSlot): Verdict {
  const verdicts = [judge(model, a.session, b, [a, b]), judge(model, b.session, a, [a, b])];
  const overlapping = verdicts.flatMap(verdict => (typeof verdict === 'object' ? verdict.overlapping : []));
  return overlapping.length === 0 ? 'fine' : { overlapping };
}
