export { type Bulkhead, createBulkhead } from './bulkhead';
export { joinInTurns, jsonPieces, mapInTurns } from './in-turns';
