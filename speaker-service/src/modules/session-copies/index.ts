export { copySession, followMerge, forgetSession } from './copy-session';
export { sessionsOf, speakersOnSessions } from './queries';
