import type { Step } from './call.ts';

export const sessionSteps: Step[] = [];
