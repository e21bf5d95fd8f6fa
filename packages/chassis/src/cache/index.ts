export { createBoundedCache } from './bounded-cache';
export { type Instant, instant, since } from './clock';
export { keepReplies } from './keep-replies';
export { trimPublicChanges } from './trim-public-changes';
