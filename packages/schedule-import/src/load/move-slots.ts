import { ProblemError } from '@ems/client/src';
import type { SlotChange } from '../compare/changes.ts';
import { fold } from '../model/fold.ts';
import type { Ids, LoadContext, Target } from './load-context.ts';
import { repeatable, unlessRefused } from './refuse.ts';

type Move = Target & { change: Extract<SlotChange, { kind: 'move' }> };

/**
 * Moves slots, each as soon as its new place is free of the others. Those that wait for one another in a circle are taken out.
 * @returns what is to be added again in its new place
 */
export async function moveSlots(context: LoadContext, moves: Move[], ids: Ids): Promise<Move[]> {
  let waiting = moves;
  for (;;) {
    const blocked: Move[] = [];
    for (const move of waiting) if (!(await moveSlot(context, move, ids))) blocked.push(move);
    if (blocked.length === 0) return [];
    if (blocked.length === waiting.length) return takeOut(context, blocked);
    waiting = blocked;
  }
}

/** @returns false where something is in the way as yet */
async function moveSlot(
  { client, report, progress }: LoadContext,
  { change, planned }: Move,
  { rooms }: Ids,
): Promise<boolean> {
  const { slot, known } = change;
  const body = {
    roomId: rooms.get(fold(slot.room)) ?? known.roomId,
    startsAt: new Date(slot.startsAt).toISOString(),
    endsAt: new Date(slot.endsAt).toISOString(),
  };
  try {
    await repeatable(() => client.patch('/slots/{id}', { params: { path: { id: known.id } }, body }));
    // The session's own line of the report says from where to where.
    report.change('slots', slot.label, []);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.code === 'slot.taken') return false;
    await unlessRefused({ client, report, progress, isUpdate: true, timezone: 'UTC' }, 'slots', planned.label, () =>
      Promise.reject(error),
    );
  }
  progress.step();
  return true;
}

async function takeOut(context: LoadContext, moves: Move[]): Promise<Move[]> {
  for (const { change, planned } of moves)
    await unlessRefused(context, 'slots', planned.label, () =>
      repeatable(() => context.client.delete('/slots/{id}', { params: { path: { id: change.known.id } } })),
    );
  return moves;
}
