export { moveRoomHours } from './hours';
export { deleteRoomsOfEvent } from './room';
export { roomRoutes } from './routes';
