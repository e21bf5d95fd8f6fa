export { connectSessionPeer, type SessionPeer } from './session-peer';
export type { Room, Session, Slot, SlotOutside, Track } from './session-replies';
export { connectSpeakerPeer, type Speaker, type SpeakerPeer } from './speaker-peer';
