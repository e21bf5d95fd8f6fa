import { withClient } from '@ems/chassis/database';
import { eventually, expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import request from 'supertest';
import { type App, startUserService } from './support/user-service';

const admin = { email: 'admin@example.org', password: 'a first admin' };

let app: App;
beforeAll(async () => {
  app = await startUserService({ ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password });
});
afterAll(() => app.stop());

const onServer = (sql: string) =>
  withClient(String(process.env.TEST_POSTGRES_URL), client => client.query(sql).then(() => undefined));
/** With an account in it from the first moment on, as of somebody who registers before the admin is there again. */
async function setUpAnew(name: string): Promise<void> {
  const prepared = Object.assign(new URL(app.database.url), { pathname: `/${name}_new` }).href;
  await onServer(`CREATE DATABASE "${name}_new" TEMPLATE template_user_service OWNER user_service_owner`);
  await withClient(prepared, client =>
    client.query(
      `INSERT INTO users (id, email, name, password_hash) VALUES (gen_random_uuid(), 'early@example.org', 'Early', '')`,
    ),
  );
  await onServer(`ALTER DATABASE "${name}_new" RENAME TO "${name}"`);
}
const ready = () => request(app.url).get('/health/ready');
const login = () => app.as()('post', '/auth/login', admin);

test('what a database lacks that was thrown away is said by readiness and by every 503, until it is set up again', async () => {
  const name = new URL(app.database.url).pathname.slice(1);
  const lacks = async (missing: string) => {
    await eventually(async () => expectProblem(await ready(), 503, { reasons: { database: missing } }));
    const detail = `The database of this service is not set up: ${missing}.`;
    expectProblem(await login(), 503, { code: 'unavailable', detail });
  };

  expect((await ready()).body).toEqual({
    service: 'user-service',
    status: 'degraded',
    components: { database: 'up', broker: 'degraded' },
  });
  expectStatus(await login(), 200);

  await onServer(`DROP DATABASE "${name}" WITH (FORCE)`);
  await lacks('it does not exist');

  await onServer(`CREATE DATABASE "${name}"`);
  await lacks('tables are missing, because its migrations have not been applied');

  await onServer(`DROP DATABASE "${name}" WITH (FORCE)`);
  await setUpAnew(name);
  await eventually(async () => expectStatus(await ready(), 200));
  await eventually(async () => expectStatus(await login(), 200));
});

test('a service whose login the database refuses does not start, and says so', async () => {
  const other = Object.assign(new URL(app.database.url), { password: 'another' }).href;
  await expect(app.second({ DATABASE_URL: other })).rejects.toThrow(
    'The database of this service is not set up: it refuses the login of this service, whose role is missing or has another password.',
  );
});
