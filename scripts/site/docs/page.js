import { call } from './call.js';
import { fill } from './fill.js';
import { findValues, prepareValues, values } from './values.js';

const explorer = document.querySelector('openapi-explorer');
const [signIn, prepare] = document.forms;

/** Kept in this page alone: it is gone with it. */
let token;
let calls = {};
let operations = [];

/** By operation, the element that says who may call it. */
const notes = new Map();

explorer.addEventListener('spec-loaded', ({ detail }) => {
  operations = detail.tags.flatMap(tag => tag.paths);
  for (const operation of operations) {
    if (accessOf(operation) === 'closed') operation.summary += '\u00a0·\u00a0token';
    const note = document.createElement('p');
    note.slot = operation.elementId;
    note.className = `access ${accessOf(operation)}`;
    notes.set(operation, note);
  }
  explorer.append(...notes.values());
  refill();
  if (token) showToken();
});

/** Each time that an operation is opened, with names that are new, so that none is taken. */
explorer.addEventListener('event', ({ detail: { operation } }) => {
  if (operation) fillIn(operation);
});

function fillIn(operation) {
  const isWhole = fill(operation, calls[`${operation.method.toUpperCase()} ${operation.path}`]);
  notes.get(operation).textContent = accessNotes[accessOf(operation)] + (isWhole ? '' : missing);
}

async function refill() {
  for (const operation of operations) fillIn(operation);
  explorer.requestUpdate();
  await explorer.updateComplete;
  // What is open takes its new body only then.
  for (const request of explorer.shadowRoot.querySelectorAll('api-request')) request.resetRequestBodySelection();
}

/** Whether it is for whoever asks (`open`), tells more to who shows a token (`both`), or needs one (`closed`). */
function accessOf({ security = [] }) {
  if (security.length === 0) return 'open';
  return security.some(scheme => Object.keys(scheme).length === 0) ? 'both' : 'closed';
}

const accessNotes = {
  open: 'Open to everybody, without a token.',
  both: 'Open to everybody; with a token, also what its account alone may see.',
  closed: 'Needs a token: sign in above, and it is sent along.',
};
const missing = ' What it asks for is not all known yet: fill it in, or sign in and press “Prepare examples”.';

/** Does the work when the form is sent, once at a time, and says what came of it, whatever it was. */
function onSubmit(form, work) {
  const [button] = form.querySelectorAll('button');
  const outcome = form.querySelector('output');
  form.addEventListener('submit', async event => {
    event.preventDefault();
    button.disabled = true;
    outcome.textContent = '…';
    try {
      outcome.textContent = await work(text => {
        outcome.textContent = text;
      });
    } catch (error) {
      outcome.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  });
  return outcome;
}

const signedIn = onSubmit(signIn, async () => {
  const body = Object.fromEntries(new FormData(signIn));
  const { user, accessToken, expiresIn } = await call('POST', '/auth/login', { body });
  signIn.reset();
  useToken(accessToken, expiresIn);
  for (const [name, value] of Object.entries({ ME: user.id, ME_NAME: user.name, ME_EMAIL: user.email }))
    values.set(name, value);
  prepare.hidden = false;
  // What was prepared is there for whoever signs in next, as an admin for instance.
  if (!values.has('GUEST')) await findValues(token);
  await refill();
  return `${user.name} is signed in, for ${Math.round(expiresIn / 60)} minutes.`;
});

onSubmit(prepare, async showOutcome => {
  try {
    await prepareValues(token, part => showOutcome(`${Math.round(part * 100)} %`));
  } finally {
    await refill();
  }
  return 'All operations are filled in, each to succeed at its first try.';
});

let expiry;
function useToken(accessToken, expiresIn) {
  token = accessToken;
  clearTimeout(expiry);
  if (operations.length > 0) showToken();
  expiry = setTimeout(() => {
    token = '';
    showToken();
    signedIn.textContent = 'The token has expired: sign in again.';
    prepare.hidden = true;
  }, expiresIn * 1000);
}

/** Known to the explorer alone once it has its document. */
const showToken = () => explorer.setAuthenticationConfiguration('accessToken', { token });

const load = async path => {
  const reply = await fetch(path);
  if (!reply.ok) throw new Error(`${path} was answered ${reply.status}; load the page again.`);
  return reply.json();
};

const showError = ({ message }) => {
  signedIn.textContent = message;
};

try {
  // Without values there is still all to read.
  const loaded = await Promise.all([
    load('/openapi.json'),
    load('/docs/first-calls.json'),
    findValues().catch(showError),
  ]);
  calls = loaded[1];
  await explorer.loadSpec(loaded[0]);
} catch (error) {
  showError(error);
}
