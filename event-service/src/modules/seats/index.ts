export { type Allocation, lockSeatsForUpdate, promoteWaitlist, releaseSeat, takeSeat } from './seats';
export { newTicketCode, readTicketCode, ticketSvg } from './ticket';
