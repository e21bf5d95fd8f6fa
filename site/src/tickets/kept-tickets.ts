import type { Schemas } from '@ems/client/src';
import { type Account, account, client } from '../api/account.ts';

/** What the door needs, and who holds it: kept on the device for when there is no network. */
export interface KeptTicket {
  id: string;
  /** The account whose it is. */
  userId: string;
  code: string;
  /** The QR code, as SVG. */
  picture: string;
  event: Pick<Schemas['Registration']['event'], 'slug' | 'title' | 'startsAt' | 'endsAt' | 'timezone'>;
}

const storageKey = 'tickets';
const dayMs = 24 * 60 * 60_000;

/** Those that are on this device, until a day after their event: to whoever is signed in, their own. */
export function keptTickets(): KeptTicket[] {
  const reader = account()?.id;
  try {
    const kept: KeptTicket[] = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return kept.filter(
      ({ userId, event }) =>
        (reader === undefined || userId === reader) && Date.parse(event.endsAt) + dayMs > Date.now(),
    );
  } catch {
    return [];
  }
}

function store(tickets: readonly KeptTicket[]): void {
  if (tickets.length === 0) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, JSON.stringify(tickets));
}

export const forgetTickets = (): void => store([]);
export const forgetTicket = (id: string): void => store(keptTickets().filter(ticket => ticket.id !== id));

/** Keeps the tickets of all events to come, in place of those of before, and the page that shows them. */
export async function keepMyTickets({ id: userId }: Account, signal: AbortSignal): Promise<KeptTicket[]> {
  const tickets: KeptTicket[] = [];
  for await (const registration of client.all('/registrations', {
    params: { query: { status: ['confirmed'] } },
    signal,
  })) {
    const { id, ticketCode: code, event } = registration;
    if (code === null || event.status === 'cancelled' || Date.parse(event.endsAt) + dayMs < Date.now()) continue;
    const init = { params: { path: { id } }, parseAs: 'text' as const, signal };
    const { data: picture } = await client.get('/registrations/{id}/ticket.svg', init);
    tickets.push({ id, userId, code, picture, event });
  }
  // Whoever has signed out meanwhile leaves nothing here.
  if (account()?.id !== userId) return [];
  store(tickets);
  if (tickets.length > 0) await keepPage();
  return tickets;
}

/** What the policy of the gateway asks for where a text becomes the address of a script (Trusted Types); not every browser has it. */
interface WithTrustedTypes {
  trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string },
    ): { createScriptURL(url: string): string };
  };
}

const { trustedTypes } = globalThis as WithTrustedTypes;
const workerUrls = trustedTypes?.createPolicy('worker', { createScriptURL: () => '/tickets-worker.js' });

/** Has the browser keep the page of the tickets, where it can: over TLS, or on this machine. */
async function keepPage(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register(workerUrls?.createScriptURL('') ?? '/tickets-worker.js', {
    scope: '/tickets',
  });
}
