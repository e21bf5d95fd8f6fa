import type { Shared } from '@ems/chassis/http';

/** Of a reply that shows what is an event's, and nobody's by name. */
export const sharedOf = ({ id }: { id: string }): { shared: Shared } => ({ shared: { tags: [`event:${id}`] } });
