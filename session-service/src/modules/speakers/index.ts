export { copyAvailability } from './copy-availability';
export { burySpeaker, copySpeaker } from './copy-speaker';
export { awaitSpeakers, type SpeakerCopy } from './queries';
