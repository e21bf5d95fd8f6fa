export { copyAccount, disabledAccounts } from './account-copy';
