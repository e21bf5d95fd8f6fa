import { pageQuery, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import { eventParams } from '../events';

export const registrationParams = eventParams.extend({ registrationId: z.uuid() });

export const mineQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(['confirmed', 'waitlisted', 'cancelled']).optional(),
});

export const listQuery = mineQuery.extend({
  /** A ticket code or its beginning, or the id of a registration or person. */
  q: textLine(60).optional(),
});
