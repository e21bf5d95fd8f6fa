export { removeRooms } from './remove-rooms';
export { roomRoutes } from './routes';
