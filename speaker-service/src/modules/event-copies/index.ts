export { copyEvent, forgetEvent } from './copy-event';
