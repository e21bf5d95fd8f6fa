// Jest runs what TypeScript has compiled, so nothing is transformed. Each file gets its own database and its own corner
// of the broker, so files may run side by side.
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const workspaces = ['packages', ...readdirSync(__dirname).filter(name => name.endsWith('-service'))];

const compiled = '**/dist/**/*.test.js';
const drills = '**/dist/drills/**/*.test.js';

const project = (displayName, folders, testMatch = [compiled]) => ({
  displayName,
  rootDir: __dirname,
  roots: folders.filter(folder => existsSync(join(__dirname, folder))).map(folder => `<rootDir>/${folder}`),
  testEnvironment: 'node',
  testMatch,
  transform: {},
});

module.exports = {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    project('services', workspaces),
    // Drills break what other suites stand on, so they have the system to themselves.
    project('end-to-end', ['tests'], [compiled, `!${drills}`]),
    project('drills', ['tests'], [drills]),
  ],
};
