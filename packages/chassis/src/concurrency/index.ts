export { type Bulkhead, createBulkhead } from './bulkhead';
