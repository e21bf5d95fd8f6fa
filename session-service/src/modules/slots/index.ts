export { slotRoutes } from './routes';
export { deleteSlots, deleteSlotsOutside, findSlotsOutside, releaseSpeakers } from './slot';
export { findSlotMoves, moveSlots, type SlotMove } from './slot-moves';
export { findOverlapsInRoom, findOverlapsOfSpeaker, slotTaken } from './slot-overlaps';
export { slotReadings } from './slot-readings';
