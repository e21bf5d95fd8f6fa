export { findSpeaker, findSpeakers } from './queries';
export { speakerRoutes } from './routes';
export { type Speaker, toLinks } from './schemas';
