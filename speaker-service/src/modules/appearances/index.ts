export { appearancesRoute } from './route';
