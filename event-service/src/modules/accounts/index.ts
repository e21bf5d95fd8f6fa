export { disabledAccounts, keepAccount } from './keep-account';
export { requireAccount } from './require-account';
