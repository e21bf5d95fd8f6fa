import type { z } from 'zod';

/** A body that is rendered before the replies that send it, such as one that many readers get. Made by `preRender`. */
export class RenderedBody {
  /**
   * @param schema by which it was shaped, or its media type
   * @param headers what describes it: `Content-Type` and `ETag`
   * @param next of a page, the cursor of the one after it
   */
  constructor(
    readonly schema: z.ZodType | string,
    readonly headers: { readonly 'Content-Type': string; readonly ETag: string },
    readonly bytes: Buffer,
    readonly next?: string,
  ) {}
}
