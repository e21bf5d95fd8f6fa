export { deleteSecret, deleteSecretsOfLogins, deleteSecretsUntil } from './calendar-secret';
export { calendarRoutes } from './routes';
