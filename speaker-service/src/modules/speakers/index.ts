export { canChange, canSeeProposals } from './access';
export { anonymizeSpeakers, deleteRepliesAbout } from './anonymize';
export {
  findSpeaker,
  findSpeakerOfUser,
  findSpeakers,
  lockSpeakerForUpdate,
  lockSpeakersForUpdate,
  resolveMergeTarget,
  resolveMergeTargets,
} from './repository';
export { restateSpeakers } from './restate-speakers';
export { speakerRoutes } from './routes';
export { profile, type Speaker, speakerView, toLinks } from './schemas';
export { lockOwnSpeakerForUpdate, viewSpeaker } from './speaker';
