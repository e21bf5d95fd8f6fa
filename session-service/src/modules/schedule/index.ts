export { findSchedule, publicSchedule, type Schedule } from './find-schedule';
export { type Programme, type SessionInProgramme, toSessionInProgramme } from './programme';
export { confirmedSessions, sessionWithSpeakers, slotsOutside } from './queries';
export { removeVersions } from './release';
export { scheduleRoutes } from './routes';
