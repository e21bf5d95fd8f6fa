export { isSamePasswordVersion, isWeakerHash } from './hashes';
export { createPasswords, newPassword, type Passwords } from './passwords';
