export { anonymizeRegistrations } from './anonymize';
export { findByTicket, findRegistration, type RegistrationRow } from './repository';
export { registrationRoutes } from './routes';
export { ticketRoutes } from './ticket-routes';
