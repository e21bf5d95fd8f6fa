import { createBoundedCache } from '@ems/chassis/cache';
import type { RenderedBody } from '@ems/chassis/http';
import { countCacheRead } from '@ems/chassis/metrics';
import type { ScheduleData } from './schedule-data';

/** Bytes of all bodies together. */
const maxBytes = 48 * 1024 * 1024;
/** What a body is taken to weigh while it is rendered. */
const bytesAround = 4 * 1024;

interface Rendered {
  /** Of which it was rendered: the cache gives a new one for each revision. Held no longer than the cache holds it. */
  schedule: WeakRef<ScheduleData>;
  version: number;
  body: Promise<RenderedBody>;
}

const bodies = createBoundedCache<Rendered>(maxBytes);

/**
 * The body of a schedule in some form, rendered once for each schedule that the cache gives and each version of its event.
 * Concurrent requests share one rendering; one that fails is not kept.
 * @param form names all that the body depends on besides these two
 */
export function renderOnce(
  event: { id: string; version: number },
  schedule: ScheduleData,
  form: string,
  renderBody: () => Promise<RenderedBody>,
): Promise<RenderedBody> {
  const key = `${event.id} ${form}`;
  const known = bodies.get(key);
  const isKnown = known?.version === event.version && known.schedule.deref() === schedule;
  countCacheRead('rendered schedules', isKnown);
  if (isKnown) return known.body;
  const rendered = { schedule: new WeakRef(schedule), version: event.version, body: renderBody() };
  const isCurrent = () => bodies.get(key) === rendered;
  bodies.set(key, rendered, bytesAround);
  rendered.body.then(
    ({ bytes }) => isCurrent() && bodies.set(key, rendered, bytesAround + bytes.length),
    () => isCurrent() && bodies.delete(key),
  );
  return rendered.body;
}
