export { seatReadings } from './seat-readings';
export { lockSeatsForUpdate, promoteWaitlist } from './seats';
export type { TicketSeal } from './ticket';
export { newTicketCode, readTicketCode, ticketSvg } from './ticket';
