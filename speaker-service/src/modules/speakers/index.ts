export { lockToChange } from './lock-to-change';
export { findMerged, findProfileOf, findSpeaker, findSpeakers, lockSpeaker } from './queries';
export { mayChange, maySeeProposals } from './rights';
export { speakerRoutes } from './routes';
export { emailAddress, profile, type Speaker, speakerView, toLinks } from './schemas';
export { unlinkFromSpeakers } from './unlink';
export { viewSpeaker } from './view';
