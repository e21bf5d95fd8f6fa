export { copyAccount } from './copy-account';
export { eraseAccount } from './erase-account';
export { disabledAccounts } from './queries';
