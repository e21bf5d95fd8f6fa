export { isSamePassword } from './hashes';
export { keepRenewed } from './keep-renewed';
export { createPasswords, newPassword, type Passwords } from './passwords';
