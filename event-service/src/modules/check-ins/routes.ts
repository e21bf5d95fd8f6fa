import { created, noContent, ok } from '@ems/chassis/http';
import { route } from '../../shared/route';
import { eventParams, holdEvent, requireDoorkeeper } from '../events';
import { type CheckedIn, checkIn, undoCheckIn } from './check-in';
import { checkInBody, checkInParams, checkInView } from './schemas';

/** What happens at the door. */
export const checkInRoutes = () => [
  route({
    method: 'post',
    path: '/events/:id/check-ins',
    summary: 'Let somebody in by their ticket',
    description:
      'A second scan is 200 with `alreadyCheckedIn` and the time of the first. A scan with a nonce may be sent again.',
    access: 'user',
    params: eventParams,
    body: checkInBody,
    replies: { 200: checkInView, 201: checkInView },
    handle: ({ params, body, caller, transact }) =>
      transact(async tx => {
        const event = await holdEvent(tx, params.id, caller);
        requireDoorkeeper(event, caller);
        const done = await checkIn(tx, event, body, caller, new Date());
        // As it was read before: who stood there as checked in was not let in by this request.
        return done.registration.checkedInAt === null
          ? created(`/api/v1/events/${event.id}/registrations/${done.registration.id}`, toView(done))
          : ok(toView(done));
      }),
  }),
  route({
    method: 'delete',
    path: '/events/:id/check-ins/:checkInId',
    summary: 'Undo a check-in',
    access: 'user',
    params: checkInParams,
    replies: { 204: null },
    handle: ({ params, caller, transact }) =>
      transact(async tx => {
        const event = await holdEvent(tx, params.id, caller);
        requireDoorkeeper(event, caller);
        await undoCheckIn(tx, event, params.checkInId, caller);
        return noContent();
      }),
  }),
];

const toView = ({ checkIn, registration, already }: CheckedIn) => ({
  id: checkIn.id,
  eventId: checkIn.eventId,
  registrationId: registration.id,
  userId: registration.userId,
  checkedInAt: checkIn.checkedInAt.toISOString(),
  alreadyCheckedIn: already,
});
