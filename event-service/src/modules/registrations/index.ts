import type { EventDatabase } from '../../shared/database';
import { myRegistrationRoutes } from './my-routes';
import { teamRegistrationRoutes } from './team-routes';

export const registrationRoutes = (parts: { database: EventDatabase }) => [
  ...myRegistrationRoutes(parts),
  ...teamRegistrationRoutes(parts),
];

export { findByTicket, findRegistration, type RegistrationRow } from './repository';
export { unlinkFromRegistrations } from './unlink';
export { toRegistrationState } from './view';
