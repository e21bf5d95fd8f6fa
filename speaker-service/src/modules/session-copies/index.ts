export { copySession, forgetSession } from './copy-session';
export { sessionsOf, speakersOnSessions } from './queries';
