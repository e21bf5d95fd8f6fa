export {
  findMovedSchedule,
  findPublicSchedule,
  findPublicSessions,
  findSchedule,
  type Schedule,
} from './find-schedule';
export { moveRelease } from './move-release';
export { deleteScheduleVersions } from './release-schedule';
export { findSessionWithSpeakers } from './repository';
export { restatableRelease } from './restate-release';
export { restateSchedules } from './restate-schedules';
export { scheduleRoutes } from './routes';
export { type SessionData, type SlotData, toSessionData } from './schedule-data';
export { type EventSummary, summarizeEvent } from './summarize-event';
