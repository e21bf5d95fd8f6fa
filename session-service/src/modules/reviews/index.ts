export { anonymizeReviews } from './review';
export { reviewRoutes } from './routes';
