export { type Keys, loadKeys } from './keys';
export { rotateKeys } from './rotate';
export { keyRoutes } from './routes';
