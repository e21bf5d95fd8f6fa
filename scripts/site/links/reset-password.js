import { call, onSubmit, takeToken } from './api.js';

const token = takeToken();

onSubmit(async ({ newPassword }) => {
  await call('POST', '/auth/password/reset', { body: { token, newPassword } });
  return 'Your password is set. Log in with it from now on.';
});
