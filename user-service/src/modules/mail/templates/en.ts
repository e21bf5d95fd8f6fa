import type { MailContent } from './content';
import type { EventFacts, ScheduleChange, Seat } from './notice';
import type { Templates } from './templates';
import { moment, period } from './times';

const named = ({ title }: EventFacts) => (title === null ? 'an event' : `“${title}”`);
const session = (title: string | null) => (title === null ? 'a session' : `“${title}”`);

/** When and where an event is. */
const facts = (event: EventFacts): string[] => [
  `When: ${period('en', event, event.timezone)}`,
  ...(event.venue === null ? [] : [`Where: ${event.venue}`]),
  ...(event.onlineUrl === null ? [] : [`Online: ${event.onlineUrl}`]),
];

const seat = (subject: string, { event, page, hasTicket, hasAccount }: Seat): MailContent => ({
  subject,
  blocks: [
    `You have a seat at ${named(event)}.`,
    { list: facts(event) },
    ...(hasTicket ? ['Your ticket is attached: show its code at the door.'] : []),
    hasAccount ? 'You find your ticket here, where you can also give your seat back:' : 'More about the event:',
    { link: page },
  ],
});

const decisions = {
  accepted: 'was accepted',
  waitlisted: 'is on the waitlist: it may still get a place',
  rejected: 'was not accepted',
};

const scheduleLine = (zone: string, { change, title, room, ...times }: ScheduleChange): string => {
  const place = `${period('en', times, zone)}${room === null ? '' : `, ${room}`}`;
  if (change === 'added') return `New: ${session(title)}, ${place}`;
  if (change === 'moved') return `Moved: ${session(title)}, now ${place}`;
  return `Cancelled: ${session(title)}, which was planned for ${place}`;
};

/** All mails in English. */
export const en: Templates = {
  verify_email: page => ({
    subject: 'Confirm your address',
    blocks: [
      'Hello,',
      'somebody made an account with this address. To confirm, within a day, that the mailbox is yours, open',
      { link: page },
      'If you made no account, do nothing.',
    ],
  }),
  reset_password: page => ({
    subject: 'Set a new password',
    blocks: [
      'Hello,',
      'somebody asked for a new password for the account with this address. To set one, once, within half an hour, open',
      { link: page },
      'If it was not you, do nothing: your password stays.',
    ],
  }),
  password_changed: page => ({
    subject: 'Your password was changed',
    blocks: [
      'Hello,',
      'the password of the account with this address was changed, and all other logins were ended. If it was not you, set a new one:',
      { link: page },
    ],
  }),
  confirm_email: page => ({
    subject: 'Confirm your new address',
    blocks: [
      'Hello,',
      'somebody wants to have this address for their account. If that is you, confirm it within a day:',
      { link: page },
      'If it is not, do nothing: no account gets your address.',
    ],
  }),
  email_changed: page => ({
    subject: 'Your account has another address',
    blocks: [
      'Hello,',
      'the account that had this address has another one now. If that was you, do nothing. If it was not, take it back within 7 days; all devices are signed out then, and you can set a new password:',
      { link: page },
    ],
  }),
  registration_confirmed: notice => seat(`Your ticket for ${named(notice.event)}`, notice),
  registration_promoted: notice => seat(`You have a seat at ${named(notice.event)}`, notice),
  registration_waitlisted: ({ event, page, position }) => ({
    subject: `You are on the waitlist of ${named(event)}`,
    blocks: [
      `All seats of ${named(event)} are taken.${position === null ? '' : ` You are number ${position} on the waitlist.`} As soon as a seat is yours, you get a mail.`,
      { list: facts(event) },
      'Here you can leave the waitlist:',
      { link: page },
    ],
  }),
  registration_cancelled: ({ event, page, cause }) => ({
    subject: `You are no longer registered for ${named(event)}`,
    blocks: [
      cause === 'team'
        ? `The team of ${named(event)} has cancelled your registration. Your ticket is no longer valid.`
        : `Your registration for ${named(event)} is cancelled, and your ticket is no longer valid.`,
      { link: page },
    ],
  }),
  event_changed: ({ event, changed }) => ({
    subject: `${event.title === null ? 'An event' : named(event)} has changed`,
    blocks: [
      changed.times && changed.place
        ? `When and where ${named(event)} takes place has changed.`
        : `${changed.times ? 'When' : 'Where'} ${named(event)} takes place has changed.`,
      { list: facts(event) },
      { link: event.page },
    ],
  }),
  event_cancelled: ({ event, reason }) => ({
    subject: `${event.title === null ? 'An event' : named(event)} is cancelled`,
    blocks: [
      `${event.title === null ? 'An event' : named(event)} does not take place. It was planned for ${period('en', event, event.timezone)}.`,
      ...(reason === null ? [] : ['The team writes:', { quote: reason }]),
      { link: event.page },
    ],
  }),
  session_submitted: ({ event, page, title }) => ({
    subject: `${title === null ? 'A session' : session(title)} was submitted`,
    blocks: [
      `The team of ${named(event)} has received ${session(title)}. When they have decided, you get a mail.`,
      'Here you see your session, and can withdraw it:',
      { link: page },
    ],
  }),
  session_received: ({ event, page, count, titles }) => ({
    subject: count === 1 ? `A new proposal for ${named(event)}` : `${count} new proposals for ${named(event)}`,
    blocks: [
      count === 1
        ? `Somebody has proposed a session for ${named(event)}.`
        : `${count} sessions were proposed for ${named(event)}.`,
      ...(titles.length === 0 ? [] : [{ list: titles.map(session) }]),
      ...(titles.length > 0 && titles.length < count ? [`And ${count - titles.length} more.`] : []),
      { link: page },
    ],
  }),
  session_decided: ({ event, page, title, status, message }) => ({
    subject: `${title === null ? 'A session' : session(title)} ${status === 'waitlisted' ? 'is on the waitlist' : decisions[status]}`,
    blocks: [
      `The team of ${named(event)} has decided: ${session(title)} ${decisions[status]}.`,
      ...(message === null ? [] : ['They write:', { quote: message }]),
      ...(status === 'accepted' ? ['Please confirm that you come:'] : []),
      { link: page },
    ],
  }),
  schedule_released: ({ event, changes }) => ({
    subject: `Your times at ${named(event)}`,
    blocks: [
      `The schedule of ${named(event)} was released. What is new for you:`,
      { list: changes.map(change => scheduleLine(event.timezone, change)) },
      { link: event.page },
    ],
  }),
  offer_received: ({ event, page, offer, title, expiresAt }) => ({
    subject: {
      owner: `You were offered to own ${named(event)}`,
      member: `You were offered to join the team of ${named(event)}`,
      'session-speaker': `You were offered a part in ${session(title)}`,
    }[offer],
    blocks: [
      {
        owner: `The owner of ${named(event)} offers it to you.`,
        member: `The team of ${named(event)} offers you to be one of them.`,
        'session-speaker': `You are to take part in ${session(title)} at ${named(event)}.`,
      }[offer],
      `Nothing is so before you agree. You can answer until ${moment('en', expiresAt, event.timezone)}:`,
      { link: page },
    ],
  }),
  claim_invitation: ({ page }) => ({
    subject: 'A speaker profile for you',
    blocks: [
      'Hello,',
      'the team of an event made a speaker profile with this address. To take it over, so that only you can change it, open',
      { link: page },
      'If this means nothing to you, do nothing.',
    ],
  }),
  member_invitation: ({ page }) => ({
    subject: 'You were invited to the team of an event',
    blocks: [
      'Hello,',
      'somebody invited this address to the team of an event. To see the invitation, and to accept it with an account that has this address, open',
      { link: page },
      'If this means nothing to you, do nothing.',
    ],
  }),
  profile_suggestion: ({ event, page }) => ({
    subject: 'Suggested changes to your speaker profile',
    blocks: [
      `The team of ${named(event)} suggests changes to your speaker profile. Nothing changes before you accept them:`,
      { link: page },
    ],
  }),
  announcement: ({ event, subject, text }) => ({
    subject,
    blocks: [`The team of ${named(event)} writes to all whom it concerns:`, { quote: text }, { link: event.page }],
  }),
  retention_due: ({ event, page, forgetsAt }) => ({
    subject: `Registrations of ${named(event)} will be forgotten`,
    blocks: [
      `${event.title === null ? 'An event' : named(event)} is over. On ${moment('en', forgetsAt, event.timezone)} the personal data of its registrations are deleted: names, addresses and tickets.`,
      'If you still need a list, download it before:',
      { link: page },
    ],
  }),
  footer: ({ settings, unsubscribe }) => ({
    reason: 'You get this mail because you take part in an event, help with it, or are invited to.',
    links: [
      ...(settings === undefined ? [] : [{ label: 'Which mails you get', link: settings }]),
      { label: 'No more mails of this kind', link: unsubscribe },
    ],
  }),
};
