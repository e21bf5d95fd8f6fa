export { suggestionRoutes } from './routes';
