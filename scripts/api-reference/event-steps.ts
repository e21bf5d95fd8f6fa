import type { Step } from './call.ts';

export const eventSteps: Step[] = [];
