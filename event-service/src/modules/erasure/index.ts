export { eraseAccount } from './erase-account';
