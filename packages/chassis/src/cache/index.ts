export { createBoundedCache } from './bounded-cache';
export { keepReplies } from './keep-replies';
export { trimPublicChanges } from './trim-public-changes';
