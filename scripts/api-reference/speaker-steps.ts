import type { Step } from './call.ts';

export const speakerSteps: Step[] = [];
