export { includedParts, loadIncluded } from './load-included';
export { loadProgramme, type Programme } from './load-programme';
export { degradedHeaders, degradedPart, type Peers } from './parts';
export { allSpeakers, lastChange, noteChange } from './revisions';
