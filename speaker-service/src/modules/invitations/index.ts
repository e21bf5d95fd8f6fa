export { forgetClaims } from './claim-speaker';
export { deleteInvitationsTo } from './invitation';
export { invitationRoutes } from './routes';
