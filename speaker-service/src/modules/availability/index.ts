export { type Availability, findAvailability } from './queries';
export { replaceAvailability } from './replace-availability';
export { availabilityRoutes } from './routes';
