export { anonymizeRegistrations } from './anonymize';
export { cancelRegistrationsOfDisabled } from './cancel-of-disabled';
export { heldSeatsJob, keepSeatsOf } from './held-seats';
export { contactColumns, lockRegistrationForUpdate, type RegistrationRow } from './repository';
export { retentionJob } from './retention-job';
export { registrationRoutes } from './routes';
export { ticketRoutes } from './ticket-routes';
