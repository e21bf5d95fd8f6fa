export { anonymizeRegistrations } from './anonymize';
export { cancelRegistrationsOfDisabled } from './cancel-of-disabled';
export { contactColumns, lockRegistrationForUpdate, type RegistrationRow } from './repository';
export { retentionJob } from './retention-job';
export { registrationRoutes } from './routes';
export { ticketRoutes } from './ticket-routes';
