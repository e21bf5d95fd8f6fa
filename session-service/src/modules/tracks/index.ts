export { removeTracks } from './remove-tracks';
export { trackRoutes } from './routes';
