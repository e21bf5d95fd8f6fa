export { type Bulkhead, createBulkhead } from './bulkhead';
export { inTime, withoutDeadline } from './in-time';
export { joinInTurns, mapInTurns, takeTurns, turn } from './in-turns';
export { isLight, jsonPieces, listPieces, objectPieces } from './json-pieces';
export { slicesOf } from './slices-of';
