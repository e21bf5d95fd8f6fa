export { pageHeads } from './page-heads';
