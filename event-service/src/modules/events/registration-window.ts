import type { EventStatus } from '@ems/contracts';
import { z } from 'zod';

/** When people may register for an event; null for not at all. */
export type RegistrationWindow = { opensAt: Date | null; closesAt: Date | null; paused: boolean } | null;

/** That of a new event: from publishing on until it ends. */
export const alwaysOpen = { opensAt: null, closesAt: null, paused: false };

/** The columns of a window, of which none but the first means anything where it is false. */
export interface WindowColumns {
  hasRegistration: boolean;
  registrationOpensAt: Date | null;
  registrationClosesAt: Date | null;
  registrationPaused: boolean;
}

export const windowOf = (columns: WindowColumns): RegistrationWindow =>
  columns.hasRegistration
    ? {
        opensAt: columns.registrationOpensAt,
        closesAt: columns.registrationClosesAt,
        paused: columns.registrationPaused,
      }
    : null;

export const windowColumns = (window: RegistrationWindow): WindowColumns => ({
  hasRegistration: window !== null,
  registrationOpensAt: window?.opensAt ?? null,
  registrationClosesAt: window?.closesAt ?? null,
  registrationPaused: window?.paused ?? false,
});

/**
 * The fields of a window, in the two forms of instants.
 * @param when the schema of an instant
 */
export const windowShape = <When extends z.ZodType<Date>>(when: When) => ({
  opensAt: when.nullable().default(null).describe('From then on; null for from publishing on'),
  closesAt: when.nullable().default(null).describe('Until before then; null for until the event ends'),
  paused: z.boolean().default(false).describe('Whether nobody can register for the time being'),
});

/** Any of them; null for what is open at that end. */
export const windowPatch = <When extends z.ZodType<Date>>(when: When) =>
  z
    .strictObject({
      opensAt: when.nullable().optional().describe('From then on; null for from publishing on'),
      closesAt: when.nullable().optional().describe('Until before then; null for until the event ends'),
      paused: z.boolean().optional().describe('Whether nobody can register for the time being'),
    })
    .meta({ id: 'RegistrationWindowPatch' });

/** What says whether people can register for an event. */
export interface Attendable extends WindowColumns {
  status: EventStatus;
  endsAt: Date;
}

export type ClosedReason = 'not-open-yet' | 'closed' | 'paused' | 'none';

/** Why nobody can register now; undefined where anybody can. The database refuses the same. */
export function closedBecause(event: Attendable, now: Date): ClosedReason | undefined {
  const window = windowOf(event);
  if (window === null) return 'none';
  const { opensAt, closesAt, paused } = window;
  if (event.status === 'draft') return 'not-open-yet';
  if (event.status !== 'published' || now >= event.endsAt || (closesAt !== null && now >= closesAt)) return 'closed';
  if (opensAt !== null && now < opensAt) return 'not-open-yet';
  return paused ? 'paused' : undefined;
}
