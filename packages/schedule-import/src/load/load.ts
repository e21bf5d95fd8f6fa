import type { Comparison } from '../compare/changes.ts';
import type { KnownEvent } from '../compare/known-event.ts';
import type { Plan } from '../plan/plan.ts';
import { cancelSession } from './confirm-session.ts';
import { inParallel, type LoadContext } from './load-context.ts';
import { loadEvent, publishEvent } from './load-event.ts';
import { loadRooms, loadTracks } from './load-rooms.ts';
import { loadSessions } from './load-sessions.ts';
import { loadSlots } from './load-slots.ts';
import { loadSpeakers } from './load-speakers.ts';
import { unlessRefused } from './refuse.ts';

/** How many steps the loading of a plan has. */
export const stepsOf = ({ rooms, tracks, speakers, sessions }: Plan): number =>
  2 +
  rooms.length +
  tracks.length +
  speakers.length +
  sessions.length +
  sessions.reduce((sum, { slots }) => sum + slots.length, 0);

/** Brings the system in step with a plan: what is there already is left, or changed where an update is asked for. */
export async function load(
  context: LoadContext,
  plan: Plan,
  known: KnownEvent | undefined,
  comparison: Comparison | undefined,
): Promise<void> {
  const current = await loadEvent(context, plan, known);
  context.progress.step();
  const eventId = current.event.id;
  const [rooms, tracks, speakers] = await Promise.all([
    loadRooms(context, plan, current),
    loadTracks(context, plan, current),
    loadSpeakers(context, plan, comparison, eventId),
  ]);
  const ids = { eventId, rooms, tracks, speakers };
  if (comparison) await cancelDropped(context, comparison);
  const ready = await loadSessions(context, plan, comparison, ids);
  await loadSlots(context, plan, comparison, ready, ids);
  await publishEvent(context, eventId);
}

/** Their places are free before others move there. */
async function cancelDropped(context: LoadContext, { dropped }: Comparison): Promise<void> {
  const { client, report, isUpdate } = context;
  await inParallel(dropped, async session => {
    const label = `${session.externalId} “${session.title}”`;
    if (!isUpdate) return report.leave('sessions', label, [{ field: 'status', from: session.status, to: 'cancelled' }]);
    await unlessRefused(context, 'sessions', label, async () => {
      await cancelSession(client, session);
      report.cancel(label);
    });
  });
}
