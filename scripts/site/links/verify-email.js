import { call, onSubmit, takeToken } from './api.js';

const token = takeToken();

onSubmit(async () => {
  await call('POST', '/auth/email/verify', { body: { token } });
  return 'Your address is confirmed.';
});
