export { copyAvailability } from './copy-availability';
export { burySpeaker, copySpeaker } from './copy-speaker';
export { standingSpeaker } from './merge-copies';
export { awaitSpeakers, type SpeakerCopy } from './queries';
