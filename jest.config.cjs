// Jest runs what TypeScript has compiled, so nothing is transformed. Each file gets its own database and its own corner
// of the broker, so files may run side by side. `npm test` says which files, and starts what they need.
const { availableParallelism, loadavg } = require('node:os');

// Whoever tests on a busy machine waits longer for everything: @ems/testing multiplies its time-outs by this too.
process.env.TEST_TIMEOUT_FACTOR ??= String(Math.max(2, loadavg()[0] / availableParallelism()));

module.exports = {
  rootDir: __dirname,
  roots: ['packages', ...require('./services.json').map(({ name }) => name), 'tests'].map(name => `<rootDir>/${name}`),
  // Two more than processors: many files wait for a broker or a clock.
  maxWorkers: availableParallelism() + 2,
  injectGlobals: false,
  testEnvironment: 'node',
  testMatch: ['**/dist/**/*.test.js'],
  testTimeout: 60_000 * Number(process.env.TEST_TIMEOUT_FACTOR),
  transform: {},
};
