export { claimRoute } from './claim-route';
export { invitationRoutes } from './routes';
