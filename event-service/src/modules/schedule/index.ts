export { type CalendarSlot, listCalendarSlots } from './calendar-slots';
export { arrangeByDay, firstSlotOf, type ScheduledSlot, scheduledOn } from './conference-days';
export { heartbeatReadings, recordHeartbeat } from './heartbeats';
export { loadPublicSchedule, readSchedule, type ScheduleDependencies } from './read-schedule';
export { bumpRevisions, speakersScope } from './revision';
export { scheduleRoutes } from './routes';
export { createScheduleCache } from './schedule-cache';
export { type FullSchedule, type ScheduleData, takesPlace } from './schedule-data';
export { slotGuids } from './slot-guids';
