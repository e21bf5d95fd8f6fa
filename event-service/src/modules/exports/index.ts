export { eventAsJsonLd, sessionAsJsonLd } from './json-ld';
export { exportRoutes } from './routes';
