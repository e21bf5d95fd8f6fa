export { completeClaims, forgetClaims } from './claim-speaker';
export { forgetSentInvitations } from './daily-bound';
export { deleteInvitationsTo } from './invitation';
export { invitationRoutes } from './routes';
