const PATIENCE_MS = 10_000;
const PAUSE_MS = 250;

/**
 * Asks the API.
 * @returns the reply's body, undefined where it has none
 * @throws Error in words for people, with the `status` of a refusal
 */
export async function call(method, path, { token, body } = {}) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (token) headers.Authorization = `Bearer ${token}`;
  const init = { method, headers, credentials: 'omit', ...(body !== undefined && { body: JSON.stringify(body) }) };
  const reply = await fetch(`/api/v1${path}`, init).catch(cause => {
    throw new Error('The server cannot be reached; try again in a moment.', { cause });
  });
  const text = await reply.text().catch(cause => {
    throw new Error('The reply broke off; try again in a moment.', { cause });
  });
  if (reply.ok && text === '') return undefined;
  const answer = parse(text);
  if (reply.ok && answer !== undefined) return answer;
  const wrong = (answer?.errors ?? []).map(({ detail }) => detail).join(' ');
  const said = wrong || answer?.detail || 'The reply is none of this API’s.';
  throw Object.assign(new Error(`${said} (${reply.status})`), { status: reply.status });
}

/** The same, again while one service does not know yet what another has just made. */
export async function callPatiently(method, path, options) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call(method, path, options);
    } catch (error) {
      if (![403, 404, 503].includes(error.status) || Date.now() > end) throw error;
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    }
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
