export { hasPublicAppearance } from './repository';
export { appearanceRoutes } from './routes';
