import { accountReplicasElsewhere } from './compare-accounts';
import { eventReplicasElsewhere } from './compare-events';
import { sessionReplicasElsewhere } from './compare-sessions';
import { speakerReplicasElsewhere } from './compare-speakers';
import type { Comparison } from './comparison';

/** Every replica that messages keep, and whose rows say what their owner's do. */
export const comparisons: readonly Comparison[] = [
  ...accountReplicasElsewhere,
  ...eventReplicasElsewhere,
  ...sessionReplicasElsewhere,
  ...speakerReplicasElsewhere,
];
