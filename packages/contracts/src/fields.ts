import { z } from 'zod';

/** Fields of many messages, each described once. */
export const eventId = z.uuid().describe('Id of the event');
export const startsAt = z.iso.datetime().describe('When it begins');
/** Times are half-open intervals. */
export const endsAt = z.iso.datetime().describe('When it ends; the first instant that is no longer part of it');
/** Of those who have an account. */
export const userId = z.uuid().describe('Id of the account');
