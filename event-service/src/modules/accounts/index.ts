export { disabledAccounts, keepAccount } from './keep-account';
