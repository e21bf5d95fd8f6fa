export { lockSeatsForUpdate, promoteWaitlist, releaseSeat } from './seats';
export { newTicketCode, readTicketCode, ticketSvg } from './ticket';
