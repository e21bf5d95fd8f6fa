/** The same API as the system's, as far as the benchmark asks for it, by one process on one database. */
import express from 'express';
import { authenticate, loadKeys } from './auth.ts';
import { config } from './config.ts';
import { pool } from './database.ts';
import { answerError } from './errors.ts';
import { events } from './events.ts';
import { registrations } from './registrations.ts';
import { schedule } from './schedule.ts';
import { sessions } from './sessions.ts';
import { slots } from './slots.ts';
import { speakers } from './speakers.ts';
import { tokens } from './tokens.ts';

await loadKeys();
const app = express();
app.disable('x-powered-by');
// What the benchmark compares a route with that does nothing at all.
app.get('/bare', (_request, response) => {
  response.json({ status: 'ok' });
});
app.get(['/health/live', '/health/ready'], (_request, response) => {
  response.json({ status: 'ready' });
});
app.use('/api/v1', express.json({ limit: '256kb' }), authenticate);
app.use('/api/v1', events, schedule, speakers, sessions, slots, registrations, tokens);
app.use(answerError);
const server = app.listen(config.HTTP_PORT, '127.0.0.1');
server.keepAliveTimeout = 75_000;
process.once('SIGTERM', () => server.close(() => pool.end()));
