export { trackRoutes } from './routes';
export { deleteTracksOfEvent } from './track';
