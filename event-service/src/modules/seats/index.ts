export { fillSeats, giveUp, lockSeats, type Place, takeSeat } from './seats';
export { newTicketCode, readTicketCode } from './ticket-code';
