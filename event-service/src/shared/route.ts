import { routesFor } from '@ems/chassis/http';
import type { ProblemCode, Scope } from '@ems/contracts';
import type { Tx } from './database';
import { eventsOf } from './events-of';

export const route = routesFor<Tx, Scope, ProblemCode>({ read: 'events:read', write: 'events:write', eventsOf });

/** For what tells of people at an event rather than of the event. */
export const registrationRoute = routesFor<Tx, Scope, ProblemCode>({
  read: 'registrations:read',
  write: 'registrations:write',
  eventsOf,
});
