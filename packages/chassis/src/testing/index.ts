export { createTestBroker, type TestBroker } from './broker';
export { createTestDatabase, type TestDatabase } from './database';
export { eventually } from './eventually';
export { watchLeaks } from './leaks';
export { createTestTokens, type TestTokens } from './tokens';
