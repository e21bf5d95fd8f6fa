import type { MailContent } from './content';
import type { EventFacts, ScheduleChange, Seat } from './notice';
import type { Templates } from './templates';
import { moment, period } from './times';

const quoted = (title: string) => `„${title}“`;
const session = (title: string | null) => (title === null ? 'ein Beitrag' : quoted(title));
/** @param none what to call an event whose title is not said, in the case that the sentence needs */
const named = ({ title }: EventFacts, none: string) => (title === null ? none : quoted(title));

/** When and where an event is. */
const facts = (event: EventFacts): string[] => [
  `Wann: ${period('de', event, event.timezone)}`,
  ...(event.venue === null ? [] : [`Wo: ${event.venue}`]),
  ...(event.onlineUrl === null ? [] : [`Online: ${event.onlineUrl}`]),
];

const seat = (subject: string, { event, page, hasTicket, hasAccount }: Seat): MailContent => ({
  subject,
  blocks: [
    `Du hast einen Platz bei ${named(event, 'einer Veranstaltung')}.`,
    { list: facts(event) },
    ...(hasTicket ? ['Dein Ticket hängt an dieser Mail: Zeig den Code am Einlass.'] : []),
    hasAccount ? 'Hier findest du dein Ticket und kannst deinen Platz zurückgeben:' : 'Mehr über die Veranstaltung:',
    { link: page },
  ],
});

const decisions = {
  accepted: 'wurde angenommen',
  waitlisted: 'steht auf der Warteliste und kann noch einen Platz bekommen',
  rejected: 'wurde nicht angenommen',
};

const scheduleLine = (zone: string, { change, title, room, ...times }: ScheduleChange): string => {
  const place = `${period('de', times, zone)}${room === null ? '' : `, ${room}`}`;
  if (change === 'added') return `Neu: ${session(title)}, ${place}`;
  if (change === 'moved') return `Verlegt: ${session(title)}, jetzt ${place}`;
  return `Entfallen: ${session(title)}, geplant war ${place}`;
};

/** All mails in German. */
export const de: Templates = {
  verify_email: page => ({
    subject: 'Bestätige deine Adresse',
    blocks: [
      'Hallo,',
      'jemand hat mit dieser Adresse ein Konto angelegt. Um innerhalb eines Tages zu bestätigen, dass das Postfach dir gehört, öffne',
      { link: page },
      'Wenn du kein Konto angelegt hast, brauchst du nichts zu tun.',
    ],
  }),
  reset_password: page => ({
    subject: 'Setze ein neues Passwort',
    blocks: [
      'Hallo,',
      'jemand hat für das Konto mit dieser Adresse ein neues Passwort angefordert. Um innerhalb einer halben Stunde einmal eines zu setzen, öffne',
      { link: page },
      'Wenn du das nicht warst, brauchst du nichts zu tun: Dein Passwort bleibt.',
    ],
  }),
  password_changed: page => ({
    subject: 'Dein Passwort wurde geändert',
    blocks: [
      'Hallo,',
      'das Passwort des Kontos mit dieser Adresse wurde geändert, und alle anderen Anmeldungen wurden beendet. Wenn du das nicht warst, setze ein neues:',
      { link: page },
    ],
  }),
  confirm_email: page => ({
    subject: 'Neue Adresse bestätigen',
    blocks: [
      'Hallo,',
      'jemand möchte diese Adresse für sein Konto. Wenn du das bist, bestätige sie innerhalb eines Tages:',
      { link: page },
      'Wenn nicht, brauchst du nichts zu tun: Kein Konto bekommt deine Adresse.',
    ],
  }),
  email_changed: page => ({
    subject: 'Dein Konto hat eine andere Adresse',
    blocks: [
      'Hallo,',
      'das Konto mit dieser Adresse hat jetzt eine andere. Wenn du das warst, brauchst du nichts zu tun. Wenn nicht, mach es innerhalb von 7 Tagen rückgängig; dann werden alle Geräte abgemeldet, und du kannst ein neues Passwort setzen:',
      { link: page },
    ],
  }),
  registration_confirmed: notice => seat(`Dein Ticket für ${named(notice.event, 'eine Veranstaltung')}`, notice),
  registration_promoted: notice =>
    seat(`Du hast einen Platz bei ${named(notice.event, 'einer Veranstaltung')}`, notice),
  registration_waitlisted: ({ event, page, position }) => ({
    subject: `Du stehst auf der Warteliste von ${named(event, 'einer Veranstaltung')}`,
    blocks: [
      `Alle Plätze von ${named(event, 'einer Veranstaltung')} sind vergeben.${position === null ? '' : ` Du stehst auf Platz ${position} der Warteliste.`} Sobald ein Platz für dich frei ist, bekommst du eine Mail.`,
      { list: facts(event) },
      'Hier kannst du die Warteliste verlassen:',
      { link: page },
    ],
  }),
  registration_cancelled: ({ event, page, cause }) => ({
    subject: `Du bist nicht mehr für ${named(event, 'eine Veranstaltung')} angemeldet`,
    blocks: [
      cause === 'team'
        ? `Das Team von ${named(event, 'einer Veranstaltung')} hat deine Anmeldung storniert. Dein Ticket gilt nicht mehr.`
        : `Deine Anmeldung für ${named(event, 'eine Veranstaltung')} ist storniert, und dein Ticket gilt nicht mehr.`,
      { link: page },
    ],
  }),
  event_changed: ({ event, changed }) => ({
    subject: `Änderung bei ${named(event, 'einer Veranstaltung')}`,
    blocks: [
      changed.times && changed.place
        ? `Zeit und Ort von ${named(event, 'einer Veranstaltung')} haben sich geändert.`
        : `${changed.times ? 'Die Zeit' : 'Der Ort'} von ${named(event, 'einer Veranstaltung')} hat sich geändert.`,
      { list: facts(event) },
      { link: event.page },
    ],
  }),
  event_cancelled: ({ event, reason }) => ({
    subject: `${named(event, 'Eine Veranstaltung')} ist abgesagt`,
    blocks: [
      `${named(event, 'Eine Veranstaltung')} findet nicht statt. Geplant war: ${period('de', event, event.timezone)}.`,
      ...(reason === null ? [] : ['Das Team schreibt:', { quote: reason }]),
      { link: event.page },
    ],
  }),
  session_submitted: ({ event, page, title }) => ({
    subject: `${title === null ? 'Ein Beitrag' : session(title)} ist eingereicht`,
    blocks: [
      `${title === null ? 'Ein Beitrag' : session(title)} ist beim Team von ${named(event, 'einer Veranstaltung')} angekommen. Wenn entschieden ist, bekommst du eine Mail.`,
      'Hier siehst du deinen Beitrag und kannst ihn zurückziehen:',
      { link: page },
    ],
  }),
  session_received: ({ event, page, count, titles }) => ({
    subject: `${count === 1 ? 'Ein neuer Vorschlag' : `${count} neue Vorschläge`} für ${named(event, 'eine Veranstaltung')}`,
    blocks: [
      `Für ${named(event, 'eine Veranstaltung')} ${count === 1 ? 'wurde ein Beitrag' : `wurden ${count} Beiträge`} eingereicht.`,
      ...(titles.length === 0 ? [] : [{ list: titles.map(session) }]),
      ...(titles.length > 0 && titles.length < count ? [`Und ${count - titles.length} weitere.`] : []),
      { link: page },
    ],
  }),
  session_decided: ({ event, page, title, status, message }) => ({
    subject: `${title === null ? 'Ein Beitrag' : session(title)} ${status === 'waitlisted' ? 'steht auf der Warteliste' : decisions[status]}`,
    blocks: [
      `Das Team von ${named(event, 'einer Veranstaltung')} hat entschieden: ${session(title)} ${decisions[status]}.`,
      ...(message === null ? [] : ['Das Team schreibt:', { quote: message }]),
      ...(status === 'accepted' ? ['Bitte bestätige, dass du kommst:'] : []),
      { link: page },
    ],
  }),
  schedule_released: ({ event, changes }) => ({
    subject: `Deine Zeiten bei ${named(event, 'einer Veranstaltung')}`,
    blocks: [
      `Das Programm von ${named(event, 'einer Veranstaltung')} ist veröffentlicht. Was für dich neu ist:`,
      { list: changes.map(change => scheduleLine(event.timezone, change)) },
      { link: event.page },
    ],
  }),
  offer_received: ({ event, page, offer, title, expiresAt }) => ({
    subject: {
      owner: `Du sollst ${named(event, 'eine Veranstaltung')} übernehmen`,
      member: `Du sollst ins Team von ${named(event, 'einer Veranstaltung')}`,
      'session-speaker': `Du sollst bei ${title === null ? 'einem Beitrag' : session(title)} mitwirken`,
    }[offer],
    blocks: [
      {
        owner: `Wer ${named(event, 'eine Veranstaltung')} bisher leitet, bietet dir an, die Leitung zu übernehmen.`,
        member: `Das Team von ${named(event, 'einer Veranstaltung')} bietet dir an, dabei zu sein.`,
        'session-speaker': `Du sollst bei ${title === null ? 'einem Beitrag' : session(title)} auf ${named(event, 'einer Veranstaltung')} mitwirken.`,
      }[offer],
      `Nichts gilt, bevor du zustimmst. Antworten kannst du bis ${moment('de', expiresAt, event.timezone)}:`,
      { link: page },
    ],
  }),
  claim_invitation: ({ page }) => ({
    subject: 'Ein Profil für dich',
    blocks: [
      'Hallo,',
      'das Team einer Veranstaltung hat mit dieser Adresse ein Profil angelegt. Um es zu übernehmen, damit nur noch du es änderst, öffne',
      { link: page },
      'Wenn dir das nichts sagt, brauchst du nichts zu tun.',
    ],
  }),
  member_invitation: ({ page }) => ({
    subject: 'Du bist ins Team einer Veranstaltung eingeladen',
    blocks: [
      'Hallo,',
      'jemand hat diese Adresse ins Team einer Veranstaltung eingeladen. Um die Einladung zu sehen und sie mit einem Konto dieser Adresse anzunehmen, öffne',
      { link: page },
      'Wenn dir das nichts sagt, brauchst du nichts zu tun.',
    ],
  }),
  profile_suggestion: ({ event, page }) => ({
    subject: 'Vorschläge für dein Profil',
    blocks: [
      `Das Team von ${named(event, 'einer Veranstaltung')} schlägt Änderungen an deinem Profil vor. Nichts ändert sich, bevor du sie annimmst:`,
      { link: page },
    ],
  }),
  announcement: ({ event, subject, text }) => ({
    subject,
    blocks: [
      `Das Team von ${named(event, 'einer Veranstaltung')} schreibt allen, die es betrifft:`,
      { quote: text },
      { link: event.page },
    ],
  }),
  retention_due: ({ event, page, forgetsAt }) => ({
    subject: `Anmeldungen von ${named(event, 'einer Veranstaltung')} werden vergessen`,
    blocks: [
      `${named(event, 'Eine Veranstaltung')} ist vorbei. Am ${moment('de', forgetsAt, event.timezone)} werden die persönlichen Daten der Anmeldungen gelöscht: Namen, Adressen und Tickets.`,
      'Wenn ihr noch eine Liste braucht, ladet sie vorher herunter:',
      { link: page },
    ],
  }),
  footer: ({ settings, unsubscribe }) => ({
    reason:
      'Du bekommst diese Mail, weil du an einer Veranstaltung teilnimmst oder mitwirkst, oder dazu eingeladen bist.',
    links: [
      ...(settings === undefined ? [] : [{ label: 'Welche Mails du bekommst', link: settings }]),
      { label: 'Keine Mails dieser Art mehr', link: unsubscribe },
    ],
  }),
};
