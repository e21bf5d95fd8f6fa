export { followEvent, removeEvent } from './follow-event';
export { confirmedSessions, programmeOf, type SessionWithSpeakers, sessionWithSpeakers, slotsOutside } from './queries';
