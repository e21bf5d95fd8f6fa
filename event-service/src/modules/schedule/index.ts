export { exportRoutes } from './export-routes';
export { scheduleRoute } from './routes';
