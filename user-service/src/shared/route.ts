import { type GrantPolicy, routesFor } from '@ems/chassis/http';
import type { ProblemCode, Scope } from '@ems/contracts';
import type { Tx } from './database';

/** What has to do with an account takes a login, unless its route says otherwise; and no account belongs to an event. */
const policy: GrantPolicy<Scope> = { read: 'login', write: 'login', eventsOf: async () => [] };

export const route = routesFor<Tx, Scope, ProblemCode>(policy);
