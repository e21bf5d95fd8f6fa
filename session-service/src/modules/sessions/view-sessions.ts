import type { Sql } from '@ems/chassis/database';
import { findSpeakerNames } from '../../replicas/speakers';
import { seesReleased, type Viewer } from './access';
import { findIncluded, type Include } from './included';
import type { SessionRow } from './repository';
import { type SessionView, toReleasedView, toSessionView } from './schemas';

/** Sessions as this viewer sees them, in as many queries whatever their number. */
export async function viewSessions(
  sql: Sql,
  sessions: readonly SessionRow[],
  viewer: Viewer,
  include: Include,
): Promise<SessionView[]> {
  const [released = [], work = []] = [true, false].map(wanted =>
    sessions.filter(session => seesReleased(session, viewer.caller) === wanted),
  );
  const names = await findSpeakerNames(
    sql,
    released.flatMap(session => session.released?.speakerIds ?? []),
  );
  const views = [
    ...(await addIncluded(
      sql,
      released.map(session => toReleasedView(session, viewer, names)),
      include,
      true,
    )),
    ...(await addIncluded(
      sql,
      work.map(session => toSessionView(session, viewer)),
      include,
      false,
    )),
  ];
  const byId = new Map(views.map(view => [view.id, view]));
  return sessions.flatMap(({ id }) => byId.get(id) ?? []);
}

async function addIncluded(
  sql: Sql,
  views: readonly SessionView[],
  include: Include,
  isReleased: boolean,
): Promise<SessionView[]> {
  const { tracks, rooms } = await findIncluded(sql, views, include, isReleased);
  return views.map(view => ({
    ...view,
    ...(include.includes('track') && { track: tracks.get(view.trackId ?? '') ?? null }),
    ...(include.includes('room') && { slots: view.slots.map(slot => ({ ...slot, room: rooms.get(slot.roomId) })) }),
  }));
}
