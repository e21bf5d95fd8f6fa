export { deviceOf, knowDevice } from './devices';
export { createLimits, type Limits } from './limits';
