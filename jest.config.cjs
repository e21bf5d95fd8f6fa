// Jest runs what TypeScript has compiled, so nothing is transformed. Each file gets its own database and its own corner
// of the broker, so files may run side by side.
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const workspaces = ['packages', ...readdirSync(__dirname).filter(name => name.endsWith('-service'))];

const project = (displayName, folders) => ({
  displayName,
  rootDir: __dirname,
  roots: folders.filter(folder => existsSync(join(__dirname, folder))).map(folder => `<rootDir>/${folder}`),
  testEnvironment: 'node',
  testMatch: ['**/dist/**/*.test.js'],
  transform: {},
});

module.exports = {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [project('services', workspaces), project('end-to-end', ['tests'])],
};
