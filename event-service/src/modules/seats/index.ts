export { seatReadings } from './seat-readings';
export { lockSeatsForUpdate, promoteWaitlist, releaseSeat } from './seats';
export type { TicketSeal } from './ticket';
export { newTicketCode, readTicketCode, ticketSvg } from './ticket';
