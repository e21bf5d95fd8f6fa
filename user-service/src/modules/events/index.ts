export { followEvent, forgetEvent, openEventsOf } from './follow-event';
