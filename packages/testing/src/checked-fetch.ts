import { apiBase, type Method } from '@ems/chassis/http';
import type { ReplyCheck } from './reply-check';

/**
 * `fetch` for a client of the API that looks at each reply. One that fails the check becomes a problem that says so, which no
 * client repeats or takes for a success.
 */
export const checkedFetch =
  (check: ReplyCheck): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    const response = await fetch(request);
    const { pathname } = new URL(response.url);
    const text = await response.clone().text();
    const get = (header: string) => response.headers.get(header) ?? undefined;
    try {
      const method = request.method.toLowerCase() as Method;
      check(method, pathname.replace(apiBase, ''), { status: response.status, text, body: text, get });
    } catch (error) {
      const problem = { code: 'undeclared-reply', status: 500, detail: String(error) };
      return new Response(JSON.stringify(problem), { status: 500 });
    }
    return response;
  };
