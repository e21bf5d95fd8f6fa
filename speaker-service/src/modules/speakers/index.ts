export { lockToChange } from './lock-to-change';
export { findSpeaker, findSpeakers } from './queries';
export { mayChange } from './rights';
export { speakerRoutes } from './routes';
export { type Speaker, toLinks } from './schemas';
