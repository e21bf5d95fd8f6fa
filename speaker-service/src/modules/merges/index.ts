export { followMerges } from './follow-merges';
export { mergeRoute } from './route';
