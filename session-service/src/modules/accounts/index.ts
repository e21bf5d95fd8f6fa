export { copyAccount, disabledAccounts } from './account-copy';
export { eraseAccount } from './erase-account';
