export { canChange, canSeeProposals, canSuggest } from './access';
export { anonymizeSpeakers, deleteRepliesAbout } from './anonymize';
export { endInvitations, toOtherAddresses, toProfile } from './end-invitations';
export { emptySpeaker, removeSpeaker } from './remove-speaker';
export {
  findShownSpeaker,
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
export {
  patchBody,
  profile,
  type ShownSpeaker,
  type Speaker,
  speakerView,
  toLinks,
  toSpeakerView,
} from './schemas';
export { findSpeakersAt } from './search';
export { changeSpeaker, hasSpeaker, lockOwnSpeakerForUpdate, topicTwice, viewSpeaker } from './speaker';
export { contactsJob, restateContacts, tellContacts } from './tell-contacts';
