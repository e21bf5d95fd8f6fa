import { z } from 'zod';

/** A page that something leads to, as it is shown. */
export const link = z
  .object({
    label: z.string().describe('What it leads to'),
    url: z.string().meta({ format: 'uri' }).describe('Its address'),
  })
  .meta({ id: 'Link' });

export type Link = z.infer<typeof link>;
