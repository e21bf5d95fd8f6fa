import { z } from 'zod';
import { exampleIds, type ProblemRegistry, withFacts } from '../define-problems';

/** Domain errors of user-service. */
export const userProblems = {
  'auth.invalid-credentials': {
    kind: 'unauthenticated',
    meaning: 'The address or the password is wrong.',
    advice: 'Try again, or reset the password.',
  },
  'auth.invalid-token': {
    kind: 'unauthenticated',
    meaning: 'The refresh token, or the token of a mail, is unknown, used or expired, or its login was revoked.',
    advice: 'Log in again, or request a new mail.',
  },
  'auth.token-reused': {
    kind: 'unauthenticated',
    meaning: 'The refresh token was used before, so all tokens of its login were revoked.',
    advice: 'Log in again. If this was not you, change the password.',
  },
  'auth.too-many-tokens': {
    kind: 'conflict',
    meaning: 'The account has as many personal access tokens as one may have.',
    advice: 'Delete one that is not used any more; `lastUsedAt` tells.',
  },
  'user.email-taken': {
    kind: 'conflict',
    meaning: 'There is an account with this address.',
    advice: 'Log in, or reset the password.',
  },
  'user.email-unverified': {
    kind: 'forbidden',
    meaning: "The account's address is not verified.",
    advice: 'Open the link in the mail that was sent to it, or have it sent again.',
  },
  'event.not-published': {
    kind: 'conflict',
    meaning: 'The event is a draft, or cancelled.',
    advice: 'Publish it first.',
  },
  'user.last-admin': {
    kind: 'conflict',
    meaning: 'It is the last active admin, which can be neither demoted, disabled nor erased.',
    advice: 'Make another admin first.',
  },
  'user.erased': {
    kind: 'conflict',
    meaning: 'The account is erased and cannot be restored.',
    advice: 'Register a new account.',
  },
  'user.owns-events': {
    kind: 'conflict',
    meaning: 'The account owns events that still take place; `events` lists them.',
    advice: 'Transfer or cancel them first.',
    ...withFacts(
      {
        events: z
          .array(
            z.object({
              id: z.uuid().describe('Of the event'),
              slug: z.string().describe('Its name in addresses'),
              title: z.string().describe('What it is called'),
            }),
          )
          .describe('Those that still take place'),
      },
      { events: [{ id: exampleIds.event, slug: 'tiny-conf', title: 'Tiny Conf' }] },
    ),
  },
} as const satisfies ProblemRegistry;
