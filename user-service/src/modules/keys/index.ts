export { rotateKeys } from './key-files';
export { type Keys, loadKeys } from './keys';
export { keyRoutes } from './routes';
