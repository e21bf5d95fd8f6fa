import { ProblemError } from '@ems/client/src';
import type { SlotChange } from '../compare/changes.ts';
import { nameKey } from '../model/fold.ts';
import type { Ids, LoadContext, Target } from './load-context.ts';
import { onceEventHasMoved, repeatable, unlessRefused } from './refuse.ts';

type Move = Target & { change: Extract<SlotChange, { kind: 'move' }> };

/** One that waits, and the slots that are in the way. */
interface Blocked {
  move: Move;
  by: string[];
}

/**
 * Moves slots, each as soon as its new place is free of the others. Of those that wait for one another in a circle, two are
 * swapped; what cannot be, is taken out.
 * @returns what is to be added again in its new place
 */
export async function moveSlots(context: LoadContext, moves: Move[], ids: Ids): Promise<Move[]> {
  let waiting = moves;
  for (let swaps = 0; ; ) {
    const blocked: Blocked[] = [];
    for (const move of waiting) {
      const by = await moveSlot(context, move, ids);
      if (by !== undefined) blocked.push({ move, by });
    }
    if (blocked.length === 0) return [];
    const isStuck = blocked.length === waiting.length;
    waiting = blocked.map(({ move }) => move);
    if (isStuck && (swaps++ >= moves.length || !(await swapTwo(context, blocked)))) return takeOut(context, waiting);
  }
}

/** @returns what is in the way as yet; undefined when it is done, or refused for good */
async function moveSlot(
  context: LoadContext,
  { change, planned }: Move,
  { rooms }: Ids,
): Promise<string[] | undefined> {
  const { client, report, progress } = context;
  const { slot, known } = change;
  const body = {
    roomId: rooms.get(nameKey(slot.room)) ?? known.roomId,
    startsAt: new Date(slot.startsAt).toISOString(),
    endsAt: new Date(slot.endsAt).toISOString(),
  };
  try {
    await onceEventHasMoved(context, () =>
      repeatable(() => client.patch('/slots/{id}', { params: { path: { id: known.id } }, body })),
    );
    // The session's own line of the report says from where to where.
    report.change('slots', slot.label, []);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'slot.taken')
      return error.conflicts.map(({ slotId }) => slotId);
    await unlessRefused(context, 'slots', planned.label, () => Promise.reject(error));
  }
  progress.step();
  return undefined;
}

/** Each of the two is nearer to its place then, and is what it was to whoever follows it. */
async function swapTwo({ client }: LoadContext, blocked: Blocked[]): Promise<boolean> {
  const known = new Set(blocked.map(({ move }) => move.change.known.id));
  for (const { move, by } of blocked)
    for (const b of by.filter(id => known.has(id) && id !== move.change.known.id)) {
      const swapped = await client.post('/slots/swap', { body: { a: move.change.known.id, b } }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ProblemError) return false;
          throw error;
        },
      );
      if (swapped) return true;
    }
  return false;
}

async function takeOut(context: LoadContext, moves: Move[]): Promise<Move[]> {
  for (const { change, planned } of moves)
    await unlessRefused(context, 'slots', planned.label, () =>
      repeatable(() => context.client.delete('/slots/{id}', { params: { path: { id: change.known.id } } })),
    );
  return moves;
}
