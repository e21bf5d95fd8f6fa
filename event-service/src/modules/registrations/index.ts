export { anonymizeRegistrations } from './anonymize';
export { heldSeatsJob, keepSeatsOf } from './held-seats';
export { lockRegistrationForUpdate, type RegistrationRow } from './repository';
export { registrationRoutes } from './routes';
export { ticketRoutes } from './ticket-routes';
