export { leaveAll } from './leave-all';
export { memberRoutes } from './routes';
