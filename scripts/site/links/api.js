const outcome = document.querySelector('#outcome');
export const form = document.querySelector('form');

/** The token of the link. It stands in the fragment, which no server sees, and leaves the address bar and the history. */
export function takeToken() {
  const token = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  if (token) form.hidden = false;
  else showOutcome('This page needs the whole link of a mail.');
  return token;
}

export function showOutcome(text) {
  outcome.textContent = text;
}

/** @returns the reply's body @throws Error in words for people */
export async function call(method, path, { body, accessToken, ...options } = {}) {
  const headers = { Accept: 'application/json' };
  if (body) headers['Content-Type'] = 'application/json';
  if (accessToken) headers.Authorization = `Bearer ${accessToken}`;
  const init = { method, headers, credentials: 'omit', ...options, ...(body && { body: JSON.stringify(body) }) };
  const reply = await fetch(`/api/v1${path}`, init).catch(() => {
    throw new Error('The server cannot be reached; try again in a moment.');
  });
  if (reply.status === 204) return undefined;
  const answer = await reply.json().catch(() => ({}));
  if (reply.ok) return answer;
  const wrong = (answer.errors ?? []).map(({ detail }) => detail).join(' ');
  throw Object.assign(new Error(wrong || answer.detail || 'That did not work; try again in a moment.'), {
    status: reply.status,
    code: answer.code,
  });
}

/** Does the work when the form is sent, once at a time, and says what came of it. @param work returns what to showOutcome, in words */
export function onSubmit(work) {
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const [button] = form.querySelectorAll('button');
    button.disabled = true;
    try {
      showOutcome(await work(Object.fromEntries(new FormData(form))));
      form.hidden = true;
    } catch (error) {
      showOutcome(
        error.code === 'auth.invalid-token' ? 'This link was used before, or it has expired.' : error.message,
      );
    } finally {
      button.disabled = false;
    }
  });
}

/** A login that ends with the page at the latest. */
export async function logIn({ email, password }) {
  const { accessToken, refreshToken } = await call('POST', '/auth/login', { body: { email, password } });
  let isOver = false;
  const logOut = async () => {
    if (isOver) return;
    isOver = true;
    await call('POST', '/auth/logout', { body: { refreshToken }, keepalive: true }).catch(() => undefined);
  };
  addEventListener('pagehide', logOut);
  return { accessToken, logOut };
}
