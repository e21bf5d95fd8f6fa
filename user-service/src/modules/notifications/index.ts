export { requireOrganizer } from './access';
export { noticeRenderer } from './render-notice';
export { notificationRoutes } from './routes';
export { applyEvents, tellRetention } from './tell-events';
export { tellClaimInvitation, tellMemberInvitation, tellOffer, tellSuggestion } from './tell-offers';
export { applyRegistrations } from './tell-registrations';
export { tellRelease } from './tell-schedule';
export { applySessions, tellDecision } from './tell-sessions';
export { unsubscribeRoutes } from './unsubscribe-routes';
