import type { Caller } from '@ems/chassis/auth';
import { conflict } from '@ems/chassis/errors';
import { ok } from '@ems/chassis/http';
import type { SessionPeer } from '../../grpc';
import type { EventDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { requireTeam } from './access';
import { changeEvent, losesTime, patchedDetails } from './change-event';
import { slugTaken } from './create-event';
import type { Details } from './details';
import { findEvent, lockEvent } from './repository';
import { type EventPatch, eventParams, patchBody, patchQuery } from './schemas';
import { type EventRow, eventView, toEventView } from './view';

interface Parts {
  database: EventDatabase;
  sessions: SessionPeer;
}

export const patchRoute = ({ database, sessions }: Parts) =>
  route({
    method: 'patch',
    path: '/events/:id',
    summary: 'Change an event',
    description:
      'JSON Merge Patch. Dates that would leave slots outside the event are refused, with those slots, unless force=unschedule frees them.',
    access: 'user',
    params: eventParams,
    query: patchQuery,
    body: patchBody,
    replies: { 200: eventView },
    handle: async ({ params, query, caller, body, requireFresh, transact }) => {
      const isForced = query.force === 'unschedule';
      const plan = (event: EventRow) => planned(event, body, caller, requireFresh);
      const before = await findEvent(database.read, params.id);
      // session-service is asked before the transaction, which must not wait for anybody else.
      const asked = before && plan(before);
      if (before && asked && !isForced && losesTime(before, asked))
        await requireNoSlotOutside(sessions, before.id, asked);
      return transact(
        async tx => {
          const event = await lockEvent(tx, params.id);
          const after = plan(event);
          if (!isForced && losesTime(event, after) && !(asked && sameTimes(asked, after))) throw changedMeanwhile();
          return ok(toEventView(await changeEvent(tx, event, after), caller));
        },
        { events_slug_key: () => slugTaken(body.slug) },
      );
    },
  });

function planned(
  event: EventRow,
  patch: EventPatch,
  caller: Caller,
  requireFresh: (current: { version: number }) => void,
): Details {
  requireTeam(event, caller);
  requireFresh(toEventView(event, caller));
  return patchedDetails(event, patch);
}

async function requireNoSlotOutside(sessions: SessionPeer, eventId: string, { startsAt, endsAt }: Details) {
  const slotsOutside = await sessions.slotsOutside(eventId, startsAt, endsAt);
  if (slotsOutside.length === 0) return;
  const detail = `Slots that would lie outside the event: ${slotsOutside.length}; see impact.`;
  throw conflict('event.slots-outside', detail, { impact: { slotsOutside } });
}

const sameTimes = (a: Details, b: Details) =>
  a.startsAt.getTime() === b.startsAt.getTime() && a.endsAt.getTime() === b.endsAt.getTime();

const changedMeanwhile = () =>
  conflict('event.changed-meanwhile', 'The dates of the event were changed at the same time; read it again.');
