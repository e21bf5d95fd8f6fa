export { tokenExchange } from './exchange';
export { personalTokenRoutes } from './routes';
