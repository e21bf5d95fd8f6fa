export { redirectMergedProfiles } from './redirect-merged-profiles';
export { mergeRoutes } from './routes';
