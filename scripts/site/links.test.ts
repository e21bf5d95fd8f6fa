/** What the pages do that links in mails lead to, on stand-ins for what a browser gives them. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const token = 'mZ0q7vX_2hQyT4wKc9dLrB1nE6sJf8Ag-uIoPxWVYzk';
const login = { email: 'ada@example.org', password: 'correct horse battery' };
const loggedIn = { accessToken: 'access', refreshToken: 'refresh' };

type Reply = [status: number, body?: object];
type Listener = (event: { preventDefault(): void }) => Promise<void>;

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Runs the script of a page, with modules of its own. @param replies of the API, by method and path */
async function openPage(name: string, hash: string, replies: Record<string, Reply> = {}) {
  const calls: unknown[] = [];
  const listeners: Listener[] = [];
  let values = {};
  const page = { outcome: '', hidden: true, address: `/${name}${hash}` };
  const outcome = {
    set textContent(text: string) {
      page.outcome = text;
    },
  };
  const form = {
    set hidden(hidden: boolean) {
      page.hidden = hidden;
    },
    querySelectorAll: () => [{}],
    addEventListener: (_: string, listener: Listener) => listeners.push(listener),
  };
  Object.assign(globalThis, {
    document: { querySelector: (selector: string) => (selector === 'form' ? form : outcome) },
    location: { hash, pathname: `/${name}` },
    history: {
      replaceState: (_state: unknown, _title: string, address: string) => {
        page.address = address;
      },
    },
    addEventListener: () => undefined,
    FormData: class extends Map<string, unknown> {
      constructor() {
        super(Object.entries(values));
      }
    },
    async fetch(path: string, { method, body, headers }: { method: string; body?: string; headers: object }) {
      calls.push([
        `${method} ${path}`,
        body && JSON.parse(body),
        ...('Authorization' in headers ? [headers.Authorization] : []),
      ]);
      const [status, answer] = replies[`${method} ${path.replace('/api/v1', '')}`] ?? [404, {}];
      return { status, ok: status < 400, json: async () => answer };
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'link-page-'));
  folders.push(folder);
  cpSync(join(import.meta.dirname, 'links'), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  await import(pathToFileURL(join(folder, `${name}.js`)).href);
  const send = async (fields: object) => {
    values = fields;
    for (const listener of listeners) await listener({ preventDefault: () => undefined });
  };
  return { page, calls, send };
}

test('a link spends its token by a click alone, and leaves none in the address bar', async () => {
  const { page, calls, send } = await openPage('verify-email', `#${token}`, { 'POST /auth/email/verify': [204] });
  assert.deepEqual(page, { outcome: '', hidden: false, address: '/verify-email' });
  assert.deepEqual(calls, []);
  await send({});
  assert.deepEqual(calls, [['POST /api/v1/auth/email/verify', { token }]]);
  assert.deepEqual(page, { outcome: 'Your address is confirmed.', hidden: true, address: '/verify-email' });
});

test('a page without a token asks nothing', async () => {
  const { page, calls } = await openPage('reset-password', '');
  assert.equal(page.outcome, 'This page needs the whole link of a mail.');
  assert.equal(page.hidden, true);
  assert.deepEqual(calls, []);
});

test('what is refused is told in words, and can be tried again', async () => {
  const short = { code: 'validation-failed', detail: 'See errors.', errors: [{ detail: 'At least 10 characters' }] };
  const replies: Record<string, Reply> = { 'POST /auth/password/reset': [400, short] };
  const { page, calls, send } = await openPage('reset-password', `#${token}`, replies);
  await send({ newPassword: 'short' });
  assert.deepEqual([page.outcome, page.hidden], ['At least 10 characters', false]);
  replies['POST /auth/password/reset'] = [401, { code: 'auth.invalid-token', detail: 'This token is not valid.' }];
  await send({ newPassword: 'long enough by far' });
  assert.equal(page.outcome, 'This link was used before, or it has expired.');
  assert.deepEqual(calls.at(-1), ['POST /api/v1/auth/password/reset', { token, newPassword: 'long enough by far' }]);
});

test('a profile is claimed in a login of its own, which ends whatever comes of it', async () => {
  const replies: Record<string, Reply> = {
    'POST /auth/login': [200, loggedIn],
    'POST /speakers/claims': [200, { name: 'Ada' }],
    'POST /auth/logout': [204],
  };
  const { page, calls, send } = await openPage('claim', `#${token}`, replies);
  await send(login);
  assert.equal(page.outcome, 'The profile of Ada is yours.');
  const expected = [
    ['POST /api/v1/auth/login', login],
    ['POST /api/v1/speakers/claims', { token }, 'Bearer access'],
    ['POST /api/v1/auth/logout', { refreshToken: 'refresh' }],
  ];
  assert.deepEqual(calls, expected);
  replies['POST /speakers/claims'] = [404, { detail: 'There is no open invitation with this token.' }];
  await send(login);
  assert.equal(page.outcome, 'There is no open invitation with this token.');
  assert.deepEqual(calls.slice(3), expected);
  replies['POST /speakers/claims'] = [202, { claim: { speakerId: 'x', status: 'pending' } }];
  await send(login);
  assert.match(page.outcome, /^Your claim is noted\. Who invited you has to confirm it/);
});
