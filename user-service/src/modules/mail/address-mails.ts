import type { UserLanguage } from '@ems/contracts';

type Template = Record<UserLanguage, (link: string) => { subject: string; text: string }>;

/** To an address that somebody wants for their account: nobody has shown yet whose it is. */
export const confirmEmail: Template = {
  en: link => ({
    subject: 'Confirm your new address',
    text: `Hello,\n\nsomebody wants to have this address for their account. If that is you, confirm it within a day:\n\n${link}\n\nIf it is not, do nothing: no account gets your address.\n`,
  }),
  de: link => ({
    subject: 'Neue Adresse bestätigen',
    text: `Hallo,\n\njemand möchte diese Adresse für sein Konto. Wenn du das bist, bestätige sie innerhalb eines Tages:\n\n${link}\n\nWenn nicht, brauchst du nichts zu tun: Kein Konto bekommt deine Adresse.\n`,
  }),
};

/** To the address that an account had until now. */
export const emailChanged: Template = {
  en: link => ({
    subject: 'Your account has another address',
    text: `Hello,\n\nthe account that had this address has another one now. If that was you, do nothing. If it was not, take it back within 7 days; all devices are signed out then, and you can set a new password:\n\n${link}\n`,
  }),
  de: link => ({
    subject: 'Dein Konto hat eine andere Adresse',
    text: `Hallo,\n\ndas Konto mit dieser Adresse hat jetzt eine andere. Wenn du das warst, brauchst du nichts zu tun. Wenn nicht, mach es innerhalb von 7 Tagen rückgängig; dann werden alle Geräte abgemeldet, und du kannst ein neues Passwort setzen:\n\n${link}\n`,
  }),
};
