export { freeSlotsOutside } from './free-outside';
export { freeSlots } from './free-slot';
export { slotsAtOnceIn, slotsInTheWayOfSpeaker, slotTaken } from './in-the-way';
export { letSpeakersGo } from './let-speakers-go';
export { slotRoutes } from './routes';
