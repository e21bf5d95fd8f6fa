import type { Schemas } from '@ems/client/src';
import { h } from '../dom.ts';
import { formatMoment } from '../language/format.ts';
import { messages } from '../language/index.ts';
import type { Schedule } from './entries.ts';

/** What of the schedule is missing, or may be old, and since when. */
export function degradedNotices({ degraded = [] }: Schedule, zone: string): HTMLElement | false {
  if (degraded.length === 0) return false;
  return h(
    'ul',
    { class: 'notice', role: 'status' },
    degraded.map(part => h('li', {}, wordsFor(part, zone))),
  );
}

function wordsFor({ part, reason, asOf }: Schemas['DegradedPart'], zone: string): string {
  const words = messages().schedule;
  const name = words.parts[part];
  if (asOf !== undefined) return words.degradedOld(name, formatMoment(asOf, zone));
  return reason === 'behind' ? words.degradedBehind(name) : words.degradedMissing(name);
}
