export { type Api, api } from './api';
export { createTestBroker, type TestBroker } from './broker';
export { createTestDatabase, type TestDatabase } from './database';
export { eventually } from './eventually';
export { watchLeaks } from './leaks';
export { messageOf, tell } from './messages';
export { createPlainDatabase, type PlainDatabase } from './plain-database';
export { createTestTokens, type TestTokens } from './tokens';
