export { type CalendarSlot, listCalendarSlots } from './calendar-slots';
export { arrangeByDay, type ScheduledSlot } from './conference-days';
export { recordHeartbeat } from './heartbeats';
export { readSchedule, type ScheduleDependencies } from './read-schedule';
export { bumpRevisions, speakersScope } from './revision';
export { scheduleRoutes } from './routes';
export { createScheduleCache } from './schedule-cache';
export { type FullSchedule, type ScheduleData, takesPlace } from './schedule-data';
export { slotGuids } from './slot-guids';
