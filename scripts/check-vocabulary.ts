/**
 * Fails where a word stands that the field has another for: in names, files, tables, messages, codes and the API's
 * description, built before by `node scripts/openapi.ts`. Sentences are free: comments, texts with a space, and pages.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, report, root } from './checks/files.ts';
import { findInOpenapi } from './checks/openapi-words.ts';
import { pathTokens, tokensOf } from './checks/tokens.ts';
import { findOldWords, type Rule } from './checks/vocabulary.ts';

/** What is not written any more, and what is instead; how to read a pattern: {@link Rule}. */
const table: readonly Rule[] = [
  // Data and locks
  ['=database.read', 'database.client'],
  ['(hold|share) event|held event', 'lockEventForUpdate, lockEventForShare'],
  ['=lockEventOf', 'lockEventForUpdate'],
  ['(user|account|event|session|speaker|member|programme|availability|merge|await) (copy|copies)', '…Replica'],
  ['file:copies', 'replicas'],
  ['(copy|keep|follow) (account|event|session|speaker|members?|availability|merges?)', 'upsertX'],
  ['(bury|forget) (event|session|speaker)', 'tombstoneX, anonymizeX'],
  ['standing', 'Roles, roleOrStatus, mergeTarget, notRevoked, existing'],
  ['file:unlink', 'anonymize.ts'],
  ['unlink from \\w+', 'anonymizeX'],
  ['lock to change', 'lockForUpdate'],
  ['drop claim', 'releaseKey'],
  ['keep reply', 'storeReply'],
  ['is database away', 'isDatabaseUnavailable'],
  ['translate absence', 'toUnavailable'],
  ['=Refusals', 'ConstraintErrors'],

  // HTTP
  ['require fresh', 'requireIfMatch'],
  ['stale error', 'PreconditionFailedError'],
  ['"stale', 'precondition-failed'],
  ['doorkeeper', 'AuthGuard, requireCheckInStaff'],
  ['keeps the door', 'canCheckIn'],
  ['gone signal', 'clientAbortSignal'],
  ['file:answer', 'execute.ts'],
  ['file:incoming', 'request.ts'],
  ['create (gate|door)|gate limits|most waiting', 'createBulkhead({concurrency, maxQueue})'],
  // On pages, and in mails that lead there, it is that of a house.
  [
    '^doors?$',
    'createBulkhead({concurrency, maxQueue})',
    /^(packages|[a-z]+-service)\/(?!src\/modules\/notifications\/)/,
  ],
  ['file:gate', 'bulkhead.ts'],
  ['=atOnce', 'concurrency'],
  ['file:habits', 'http-conventions'],

  // Messages
  ['=record()', 'enqueueMessage(tx, …)', /\/src\/(?!.*\.test\.ts$)/],
  ['said by', 'producer'],
  ['heard by|hearers?', 'consumers'],
  ['require same hearing', 'assertSubscriptionsMatchCatalogue'],
  ['is heard|unheard', 'hasConsumer'],
  ['=Permanent', 'NonRetryableError'],
  ['move on', 'retryOrDeadLetter'],
  ['=lanes?', 'partition'],
  ['state changed', 'status-changed'],

  // Events, seats, members
  ['take step', 'transitionEvent, transitionSession'],
  ['step (routes|body)', 'transition…'],
  ['(allowed|leaving) steps', 'transition…', /^(event|session)-service/],
  ['give up', 'releaseSeat'],
  ['fill seats', 'promoteWaitlist'],
  ['=Place', 'Allocation'],
  ['(last )?in line', 'waitlistOrder'],
  ['hand(ed)? over', 'transferOwnership', /^event-service/],

  // Sessions and slots
  ['canceled', 'cancelled'],
  ['free (slots?|outside)', 'deleteSlot, deleteSlotsOutside'],
  ['slot freed', 'slot.deleted'],
  ['let speakers go', 'releaseSpeakers'],
  ['in the way', 'slot-overlaps.ts, OverlappingSlot'],
  ['when taken', 'overlapErrors'],
  ['on try', 'no callback'],
  ['(from|to) state', 'fromStatus, toStatus'],

  // Schedule
  ['programmes?', 'schedule'],
  ['=Held', 'CacheEntry'],
  ['=Whole', 'FullSchedule'],
  ['keep copy', 'saveSnapshot'],
  ['follow calendar', 'syncCalendarSlots'],
  ['note change', 'bumpRevision'],
  ['=memo', 'memoize'],
  ['(?<!get )peers?', 'client'],
  ['^guarded$', 'withCircuitBreaker'],
  ['or absent', 'undefinedIfUnavailable'],

  // Accounts
  ['^log in$', 'verifyCredentials', /^user-service\/src/],
  ['start login', 'issueTokens'],
  ['=isSamePassword', 'isSamePasswordVersion'],
  ['live login', 'activeLogin'],
  ['signed out lately', 'recentlyRevoked'],
  ['tidy( up)?', 'cleanup-job.ts'],
  ['=Letter', 'MailMessage'],
  ['file:mail/claims', 'mail-queue.ts'],

  // Composition
  ['=Parts?|[A-Z]\\w*Parts', 'Component, …Components, …Options'],
  ['file:parts', 'definition.ts'],
  ['=Running', 'App'],

  // Scripts and tests
  ['=(tell|say)', 'publishMembers, log'],
  ['=Say', 'Log'],
  ['file:say', 'log.ts'],
  ['=Plain', 'UserError'],
  ['complain', 'reportError'],
  ['=Workshop', 'TestRun'],
  ['open workshop', 'startTestRun'],
  ['file:workshop', 'test-run.ts'],
  ['tally', 'TestSummary'],
  ['file:only-one', 'lock-file.ts'],
  ['file:records', 'pid-files.ts'],
  ['file:identity', 'process-info.ts'],
  ['file:catalogue', 'services.ts'],
  ['mood', 'Behaviour'],
  ['file:painter', 'messaging-app.ts'],
  ['start painter|^painter app$', 'startMessagingApp'],
  ['file:notes', 'http-app.ts'],
  ['true path', 'happy-path'],
  ['file:tests/people', 'speaker-journey'],
  ['file:tests/visitors', 'attendee-journey'],
  ['canary', 'secret-leaks'],
  ['file:ask', 'raw-http.ts'],
  ['stand in', 'fake-upstream'],
  ['=have', 'expectStatus'],
];

/** Only in the API's description, where a name is read without the code around it. */
const apiTable: readonly Rule[] = [...table, ['^state$', 'status']];

/** This table, samples in tests, data of others, and what is made from other files. */
const excepted = /^(package-lock\.json|scripts\/(check-vocabulary\.ts|checks\/.*\.test\.ts|demo\/camp2019\.json))$/;

const openapi = 'api-gateway/site/openapi.json';

const problems = files()
  .filter(({ path }) => !excepted.test(path))
  .flatMap(({ path, text }) =>
    findOldWords([...pathTokens(path), ...tokensOf(path, text)], table, path).map(
      ({ line, old, instead }) => `${path}:${line}: ${old} → ${instead}`,
    ),
  );

if (existsSync(join(root, openapi))) {
  const document = JSON.parse(readFileSync(join(root, openapi), 'utf8'));
  problems.push(...findInOpenapi(document, apiTable).map(problem => `${openapi}: ${problem}`));
} else problems.push(`${openapi} is not there: node scripts/openapi.ts makes it`);

report(problems, 'words of the field only', 'words that the field has others for');
