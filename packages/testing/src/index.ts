export { type Api, type ApiCall, type ApiReply, api, checkReplies } from './api';
export type { ProblemMembers } from './bodies';
export { createTestBroker, type TestBroker } from './broker';
export { type BrokerProxy, startBrokerProxy } from './broker-proxy';
export { checkedFetch } from './checked-fetch';
export { createEmptyDatabase, createTestDatabase, patient, type TestDatabase } from './database';
export { type Cut, type DatabaseProxy, startDatabaseProxy } from './database-proxy';
export { assertUndisturbed, type Fact, type Kept, numbered } from './disturbed';
export { eventually } from './eventually';
export { expectProblem, expectStatus } from './expectations';
export { type HttpApp, type Note, startHttpApp } from './http-app';
export { asksFor, comparable, readKept } from './kept-reads';
export { watchLeaks } from './leaks';
export { deliver, messageOf } from './messages';
export {
  former,
  insertEffects,
  type MessagingApp,
  painted,
  startMessagingApp,
  timelineStarted,
  unconsumed,
} from './messaging-app';
export { nextQuery } from './next-page';
export { looksPersonal, readSchemaColumns } from './personal-data';
export { createPlainDatabase, openPlainDatabase, type PlainDatabase } from './plain-database';
export { plainRead } from './plain-read';
export { type Mail, readMail } from './read-mail';
export { replyCheck } from './reply-check';
export { expectReplyShapes } from './reply-shapes';
export { deliverSamples } from './samples';
export { schemaDrift } from './schema-drift';
export { type Answer, type SmtpServer, startSmtp } from './smtp-server';
export { type ApiOf, type Instance, type StartedService, startBroker, startService } from './start-service';
export { countSent, refuseStatement, type Sent } from './statements';
export { tieSockets } from './tie-sockets';
export { scaled } from './timeouts';
export { createTestTokens, type TestTokens } from './tokens';
export { tablesOf, watchedTables } from './watched-tables';
