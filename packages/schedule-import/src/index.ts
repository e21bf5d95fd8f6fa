export { runImport } from './command/run-import.ts';
