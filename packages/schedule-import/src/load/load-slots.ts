import { ProblemError } from '@ems/client/src';
import { type Comparison, lacksSlotsOnly, type SlotChange } from '../compare/changes.ts';
import type { KnownSession } from '../compare/known-event.ts';
import { nameKey } from '../model/fold.ts';
import type { Plan, PlannedSession, PlannedSlot } from '../plan/plan.ts';
import { type Ids, inParallel, type LoadContext, type Target } from './load-context.ts';
import { makeOnce } from './make-once.ts';
import { moveSlots } from './move-slots.ts';
import { onceEventHasMoved, repeatable, unlessRefused } from './refuse.ts';

/** Gives the sessions their places: first it frees those that are given up, then it moves, then it adds. */
export async function loadSlots(
  context: LoadContext,
  { sessions }: Plan,
  comparison: Comparison | undefined,
  ready: ReadonlyMap<PlannedSession, KnownSession>,
  ids: Ids,
): Promise<void> {
  const targets = sessions.flatMap(planned => {
    const session = ready.get(planned);
    return session ? [{ planned, session }] : [];
  });
  const isDone = sessions.flatMap(planned => (ready.has(planned) ? [] : planned.slots));
  for (const _ of isDone) context.progress.step();
  const work = targets.flatMap(target => changesOf(target, comparison, context).map(change => ({ ...target, change })));
  const of = <Kind extends SlotChange['kind']>(kind: Kind) =>
    work.flatMap(one =>
      one.change.kind === kind ? [{ ...one, change: one.change as Extract<SlotChange, { kind: Kind }> }] : [],
    );
  await inParallel(of('delete'), ({ change, planned }) =>
    unlessRefused(context, 'slots', planned.label, () =>
      repeatable(() => context.client.delete('/slots/{id}', { params: { path: { id: change.known.id } } })),
    ),
  );
  const unmoved = await moveSlots(context, of('move'), ids);
  await inParallel([...unmoved, ...of('create')], ({ planned, session, change }) =>
    addSlot(context, { planned, session }, change.slot, ids),
  );
}

/** Without an update, only what is missing of a session that is otherwise as the file has it. */
function changesOf(
  { planned }: Target,
  comparison: Comparison | undefined,
  { isUpdate, report, progress }: LoadContext,
): SlotChange[] {
  const change = comparison?.sessions.get(planned);
  const added = planned.slots.map((slot): SlotChange => ({ kind: 'create', slot }));
  const wanted = change === undefined ? added : isUpdate || lacksSlotsOnly(change) ? change.slots : [];
  const changed = wanted.filter(({ kind }) => kind !== 'delete').length;
  for (let at = changed; at < planned.slots.length; at++) {
    report.keep('slots');
    progress.step();
  }
  return wanted;
}

async function addSlot(context: LoadContext, target: Target, slot: PlannedSlot, { rooms }: Ids): Promise<void> {
  const { session } = target;
  const roomId = rooms.get(nameKey(slot.room));
  if (roomId === undefined) context.report.refuse('slots', slot.label, 'entry.room', 'Its room was refused.');
  else if (session.status !== 'confirmed' && session.status !== 'accepted')
    context.report.refuse(
      'slots',
      slot.label,
      'session.status',
      `The session is ${session.status} by now, so it has no place.`,
    );
  else
    await unlessRefused(context, 'slots', slot.label, async () => {
      await onceEventHasMoved(context, () => postSlot(context, target, slot, roomId));
      context.report.create('slots', slot.label);
    });
  context.progress.step();
}

async function postSlot(
  { client }: LoadContext,
  { session }: Target,
  { startsAt, endsAt }: PlannedSlot,
  roomId: string,
): Promise<void> {
  const ofSession = { params: { path: { id: session.id } } };
  const body = { roomId, startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() };
  const current = async () => (await client.get('/sessions/{id}', ofSession)).data.slots;
  const isThere = (slot: KnownSession['slots'][number]) =>
    slot.roomId === roomId && Date.parse(slot.startsAt) === startsAt;
  try {
    await makeOnce({
      name: [session.id, 'slot', body],
      post: headers => client.post('/sessions/{id}/slots', { ...ofSession, body, headers }),
      find: async made => ((await current()).some(slot => slot.id === made.id && isThere(slot)) ? made : undefined),
    });
  } catch (error) {
    // Another run was quicker where the session has this very slot.
    if (!(error instanceof ProblemError && error.code === 'slot.taken' && (await current()).some(isThere))) throw error;
  }
}
