import { acceptInvitation, readInvitation } from '../api/mails.ts';
import { isNotFound } from '../api/problems.ts';
import { type Children, h } from '../dom.ts';
import { formatDates } from '../language/format.ts';
import { messages, nameOfRole } from '../language/index.ts';
import { form } from '../pages/forms.ts';
import type { Page, Visit } from '../router.ts';
import { linkPage } from './link-page.ts';
import { signedInPage } from './signed-in-page.ts';

/** To which the mail leads that invites an address to a team: its account, once the address is confirmed, can accept. */
export async function invitationsPage({ token, signal }: Visit): Promise<Page> {
  const words = messages().account;
  if (!token) return linkPage(words.offersTitle, token, () => []);
  return signedInPage(words.offersTitle, () => invitation(token, signal));
}

async function invitation(id: string, signal: AbortSignal): Promise<Children> {
  const words = messages().account;
  try {
    const { event, role } = await readInvitation(id, signal);
    return [
      h('p', { dir: 'auto' }, words.offerMember(event.title, nameOfRole(role))),
      h('p', { class: 'quiet' }, formatDates(event.startsAt, event.endsAt, event.timezone)),
      form(words.accept, [], async () => {
        await acceptInvitation(id);
        return [h('p', {}, words.accepted), h('a', { class: 'button', href: `/e/${event.slug}` }, messages().goOn)];
      }),
    ];
  } catch (error) {
    if (isNotFound(error)) return h('p', {}, words.invitationNone);
    throw error;
  }
}
