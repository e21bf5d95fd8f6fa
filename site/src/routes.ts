import { confirmEmailPage, undoEmailPage } from './account/change-email.ts';
import { claimPage } from './account/claim.ts';
import { invitationsPage } from './account/invitations.ts';
import { notificationsPage } from './account/notifications.ts';
import { offersPage } from './account/offers.ts';
import { forgotPage, resetPasswordPage } from './account/password.ts';
import { settingsPage } from './account/settings.ts';
import { signInPage, signUpPage } from './account/sign-in.ts';
import { unsubscribePage } from './account/unsubscribe.ts';
import { verifyEmailPage } from './account/verify-email.ts';
import { doorPage } from './door/page.ts';
import { eventPage } from './pages/event.ts';
import { homePage } from './pages/home.ts';
import { sessionPage } from './pages/session.ts';
import { speakerPage } from './pages/speaker.ts';
import type { Routes } from './router.ts';
import { schedulePage } from './schedule/page.ts';
import { ticketsPage } from './tickets/page.ts';

/** Every address that has a page; the gateway's `pages` in gateway.conf.template are the same. */
export const routes: Routes = [
  [/^\/$/, homePage],
  [/^\/e\/(?<event>[^/]+)$/, eventPage],
  [/^\/e\/(?<event>[^/]+)\/schedule$/, schedulePage],
  [/^\/e\/(?<event>[^/]+)\/sessions\/(?<session>[^/]+)$/, sessionPage],
  [/^\/e\/(?<event>[^/]+)\/door$/, doorPage],
  [/^\/speakers\/(?<speaker>[^/]+)$/, speakerPage],
  [/^\/sign-in$/, signInPage],
  [/^\/sign-up$/, signUpPage],
  [/^\/forgot-password$/, forgotPage],
  [/^\/verify-email$/, verifyEmailPage],
  [/^\/confirm-email$/, confirmEmailPage],
  [/^\/undo-email$/, undoEmailPage],
  [/^\/unsubscribe$/, unsubscribePage],
  [/^\/invitations$/, invitationsPage],
  [/^\/account$/, settingsPage],
  [/^\/notifications$/, notificationsPage],
  [/^\/reset-password$/, resetPasswordPage],
  [/^\/claim$/, claimPage],
  [/^\/offers$/, offersPage],
  [/^\/tickets$/, ticketsPage],
];
