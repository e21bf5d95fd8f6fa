export { anonymizeRegistrations } from './anonymize';
export { lockRegistrationForUpdate, type RegistrationRow } from './repository';
export { registrationRoutes } from './routes';
export { ticketRoutes } from './ticket-routes';
