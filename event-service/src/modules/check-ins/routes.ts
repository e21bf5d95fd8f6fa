import { created, noContent, ok } from '@ems/chassis/http';
import { route } from '../../shared/route';
import { eventParams } from '../events';
import { checkIn, nonceReused } from './check-in';
import { checkInBody, checkInParams, checkInView, toCheckInView } from './schemas';
import { undoCheckIn } from './undo-check-in';

/** Check-in at the event, by scanning tickets. */
export const checkInRoutes = () => [
  route({
    method: 'post',
    path: '/events/:id/check-ins',
    operationId: 'createCheckIn',
    tag: 'Registrations',
    summary: 'Check in by ticket',
    description:
      'A second scan is 200 with `alreadyCheckedIn` and the time of the earliest, in whatever order they arrive. A scan ' +
      'of before the cancellation of ticket or event counts, `cancelledAt` says so. A scan with a nonce may be sent again.',
    access: 'user',
    scope: 'checkins:write',
    params: eventParams,
    body: checkInBody,
    replies: { 200: checkInView, 201: checkInView },
    problems: ['forbidden', 'event.cancelled', 'registration.cancelled', 'check-in.undone', 'check-in.nonce-reused'],
    personalReply: true,
    handle: ({ params, body, transactSql, ...change }) =>
      transactSql(
        async sql => {
          const { registration, ...result } = await checkIn(sql, params.id, change, body);
          const view = toCheckInView(result.checkIn, registration, result.alreadyCheckedIn);
          // The registration is as it was before the scan: one that was checked in by then was not checked in by this request.
          return registration.active === null
            ? created(`/api/v1/events/${registration.eventId}/registrations/${registration.id}`, view)
            : ok(view);
        },
        { check_ins_event_id_nonce_key: nonceReused },
      ),
  }),
  route({
    method: 'delete',
    path: '/events/:id/check-ins/:checkInId',
    operationId: 'undoCheckIn',
    tag: 'Registrations',
    summary: 'Undo a check-in',
    description: 'For the team and stewards. The ticket can be scanned again.',
    access: 'user',
    scope: 'checkins:write',
    params: checkInParams,
    replies: { 204: null },
    problems: ['forbidden'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => {
        await undoCheckIn(tx, params.id, change, params.checkInId);
        return noContent();
      }),
  }),
];
