export { lockToChange } from './lock-to-change';
export { findProfileOf, findSpeaker, findSpeakers, lockSpeaker } from './queries';
export { mayChange } from './rights';
export { speakerRoutes } from './routes';
export { emailAddress, type Speaker, speakerView, toLinks } from './schemas';
export { viewSpeaker } from './view';
