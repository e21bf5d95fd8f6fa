export { followEvent, removeEvent } from './follow-event';
