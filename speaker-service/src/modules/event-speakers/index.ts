export { eventSpeakerRoutes } from './routes';
