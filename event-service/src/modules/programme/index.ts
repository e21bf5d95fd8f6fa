export { type CalendarSlot, calendarSlots } from './calendar-slots';
export { includedParts, loadIncluded } from './load-included';
export type { Programme } from './load-programme';
export { degradedHeaders, degradedPart, type Peers } from './parts';
export { createProgrammes, memo, type Programmes } from './programmes';
export { allSpeakers, lastChange, noteChange } from './revisions';
