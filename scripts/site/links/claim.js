import { call, logIn, onSubmit, takeToken } from './api.js';

const token = takeToken();

onSubmit(async credentials => {
  const { accessToken, logOut } = await logIn(credentials);
  try {
    const { name, claim } = await call('POST', '/speakers/claims', { accessToken, body: { token } });
    if (claim) return 'Your claim is noted. Who invited you has to confirm it, as this account has another address.';
    return `The profile of ${name} is yours.`;
  } finally {
    await logOut();
  }
});
