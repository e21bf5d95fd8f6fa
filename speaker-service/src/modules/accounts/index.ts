export { copyAccount } from './copy-account';
export { disabledAccounts } from './queries';
