import { boundedText, emailAddress, instantOut, pageOf } from '@ems/chassis/http';
import { z } from 'zod';
import { newPassword } from '../passwords';
import { userName, userView } from '../users';

const loginEmail = emailAddress.describe('The address to log in with');

/** Without the rules of a new password: one that cannot be right is compared and refused like any other. */
export const givenPassword = boundedText(1_000).min(1).meta({ format: 'password', description: 'The password of now' });

const token = boundedText(200).min(1).describe('As the link of a mail has it');

export const registerBody = z.strictObject({ email: loginEmail, password: newPassword, name: userName });

export const loginBody = z.strictObject({ email: loginEmail, password: givenPassword });

export const refreshBody = z
  .strictObject({ refreshToken: token.describe('As it was given last') })
  .meta({ id: 'RefreshToken' });

export const changePasswordBody = z.strictObject({ currentPassword: givenPassword, newPassword });

export const forgotBody = z.strictObject({ email: loginEmail });

export const resetBody = z.strictObject({ token, newPassword });

export const changeEmailBody = z.strictObject({
  newEmail: emailAddress.describe('The address that the account is to have'),
  password: givenPassword,
});

export const verifyBody = z.strictObject({ token });

export const loggedIn = z
  .object({
    user: userView.describe('The account'),
    accessToken: z.string().describe('A JWT for the header `Authorization: Bearer`'),
    refreshToken: z.string().describe('For POST /auth/refresh, once'),
    tokenType: z.literal('Bearer').describe('How the access token is sent'),
    expiresIn: z.int().describe('For how many seconds the access token is valid'),
  })
  .meta({ id: 'LoginReply' });

/** One login with its family of refresh tokens. */
const deviceView = z
  .object({
    id: z.uuid().describe('Of the login'),
    agent: z.string().describe('The browser or program, as it named itself'),
    current: z.boolean().describe('Whether it is the login that makes this request'),
    createdAt: instantOut.describe('When it was logged in'),
    lastUsedAt: instantOut.describe('When its tokens were last refreshed'),
  })
  .meta({ id: 'Device' });

export const devicePage = pageOf(deviceView);
