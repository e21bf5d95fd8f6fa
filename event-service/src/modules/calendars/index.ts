export { deleteSecret, deleteSecretOfLogin, deleteSecretsUntil } from './calendar-secret';
export { calendarRoutes } from './routes';
