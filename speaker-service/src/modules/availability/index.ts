export { forgetAvailability, inheritAvailability, moveAvailability } from './availability';
export { restatableSpeaker } from './restate-speaker';
export { availabilityRoutes } from './routes';
