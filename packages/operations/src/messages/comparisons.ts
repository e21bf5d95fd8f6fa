import { sessionReplicasElsewhere } from './compare-sessions';
import { speakerReplicasElsewhere } from './compare-speakers';
import { eventReplicasElsewhere } from './compare-events';
import { accountReplicasElsewhere } from './compare-accounts';

/** A replica and what it is a replica of: two queries for the same rows, with a `key` and a `value` of JSON. */
export interface Comparison {
  service: string;
  /** Of the replica. */
  table: string;
  owner: string;
  owned: string;
  replicated: string;
  /** The service keeps rows of what the owner has no more, as nobody says so or as tombstones that cannot be told apart. */
  keepsMore?: boolean;
}

/** Every replica that messages keep, and whose rows say what their owner's do. */
export const comparisons: readonly Comparison[] = [
  ...accountReplicasElsewhere,
  ...eventReplicasElsewhere,
  ...sessionReplicasElsewhere,
  ...speakerReplicasElsewhere,
];
