export { invitationCleanupJob } from './end-invitations';
export { invitationRoutes } from './invitation-routes';
export { removeMemberships } from './member';
export { offerCleanupJob } from './offer';
export { offerRoutes } from './offer-routes';
export { memberRoutes } from './routes';
