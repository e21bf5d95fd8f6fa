import { type Change, type Comparison, differencesOf, lacksSlotsOnly } from '../compare/changes.ts';
import type { KnownEvent } from '../compare/known-event.ts';
import { eventChanges } from '../load/load-event.ts';
import { namedChanges } from '../load/load-rooms.ts';
import { nameKey } from '../model/fold.ts';
import type { Kind } from '../plan/findings.ts';
import type { Plan } from '../plan/plan.ts';
import type { Report } from './report.ts';

/** What a run would do, in the report of one. */
export function preview(
  report: Report,
  plan: Plan,
  known: KnownEvent | undefined,
  comparison: Comparison | undefined,
): void {
  const reportChanges = (kind: Kind, entry: string, changes: readonly Change[]) => {
    if (changes.length === 0) report.keep(kind);
    else if (report.subject.isUpdate) report.change(kind, entry, changes);
    else report.leave(kind, entry, changes);
  };
  if (known) reportChanges('event', plan.event.slug, eventChanges(plan.event, plan.sessions, known));
  else report.create('event', plan.event.title ?? plan.event.slug);
  const rooms = new Map(known?.rooms.map(room => [nameKey(room.name), room]));
  for (const room of plan.rooms) {
    const same = rooms.get(nameKey(room.name));
    if (same) reportChanges('rooms', room.name, namedChanges(room, same, { fields: ['capacity', 'description'] }));
    else report.create('rooms', room.name);
  }
  const tracks = new Map(known?.tracks.map(track => [nameKey(track.name), track]));
  for (const track of plan.tracks) {
    const same = tracks.get(nameKey(track.name));
    if (same) reportChanges('tracks', track.name, namedChanges(track, same, { fields: ['color'] }));
    else report.create('tracks', track.name);
  }
  const changed = new Map(comparison?.speakerChanges.map(change => [change.speaker.key, change.changes]));
  for (const { key, body } of plan.speakers)
    if (comparison?.speakers.has(key)) reportChanges('speakers', body.name, changed.get(key) ?? []);
    else report.create('speakers', body.name);
  previewSessions(report, plan, comparison, reportChanges);
}

type ReportChanges = (kind: Kind, entry: string, changes: readonly Change[]) => void;

function previewSessions(
  report: Report,
  plan: Plan,
  comparison: Comparison | undefined,
  reportChanges: ReportChanges,
): void {
  for (const planned of plan.sessions) {
    const change = comparison?.sessions.get(planned);
    if (change)
      reportChanges('sessions', planned.label, report.subject.isUpdate ? change.changes : differencesOf(change));
    else report.create('sessions', planned.label);
    for (const slot of planned.slots) {
      const slotChange = change?.slots.find(one => one.kind !== 'delete' && one.slot === slot);
      const isDone = report.subject.isUpdate || change === undefined || lacksSlotsOnly(change);
      if ((change && slotChange === undefined) || !isDone) report.keep('slots');
      else if (slotChange?.kind === 'move') report.change('slots', slot.label, []);
      else report.create('slots', slot.label);
    }
  }
  for (const { externalId, title, status } of comparison?.dropped ?? []) {
    const label = `${externalId} “${title}”`;
    if (report.subject.isUpdate) report.cancel(label);
    else report.leave('sessions', label, [{ field: 'status', from: status, to: 'cancelled' }]);
  }
}
