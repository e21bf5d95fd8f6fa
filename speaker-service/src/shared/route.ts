import { routesFor } from '@ems/chassis/http';
import type { ProblemCode, Scope } from '@ems/contracts';
import type { Tx } from './database';
import { eventsOf } from './events-of';

export const route = routesFor<Tx, Scope, ProblemCode>({ read: 'speakers:read', write: 'speakers:write', eventsOf });
