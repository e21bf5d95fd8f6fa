/* global SwaggerUIBundle */

/** Swagger UI shows an open lock to who is not signed in, which reads as "open to all": the two icons change places. */
const locks = () => ({
  wrapComponents: {
    LockAuthOperationIcon: (_, system) => props => icon(system, 'UnlockAuthIcon', props),
    UnlockAuthOperationIcon: (_, system) => props => icon(system, 'LockAuthIcon', props),
  },
});

const icon = ({ React, getComponent }, name, props) => React.createElement(getComponent(name, true), props);

const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'list',
  filter: true,
  tryItOutEnabled: true,
  plugins: [locks],
});

const form = document.querySelector('#sign-in');
const outcome = form.querySelector('output');

/** The token is kept in this page alone: it is gone with it. */
form.addEventListener('submit', async event => {
  event.preventDefault();
  const reply = await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  });
  const body = await reply.json();
  if (!reply.ok) {
    outcome.textContent = body.detail;
    return;
  }
  form.reset();
  const schema = { type: 'http', scheme: 'bearer' };
  ui.authActions.authorize({ accessToken: { name: 'accessToken', schema, value: body.accessToken } });
  outcome.textContent = `${body.user.name} is signed in, for ${Math.round(body.expiresIn / 60)} minutes.`;
});
