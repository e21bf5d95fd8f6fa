import { readFile } from 'node:fs/promises';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { validateXML } from 'xmllint-wasm';
import { makeEvent, makePublished } from './support/events';
import { type Feeds, startFeeds } from './support/feeds';
import { nightGuid } from './support/schedule';

/** Path of the XSD that the format's readers publish (voc/schedule); it is no part of this repository. */
const schema = process.env.SCHEDULE_XSD;

describe('the schedule for other programs', () => {
  const paths = ['/schedule.ics', '/schedule.json', '/schedule.xml', '/schedule.csv', '/jsonld'];

  let feeds: Feeds;
  beforeAll(async () => {
    feeds = await startFeeds('feed-conf');
  });
  afterAll(() => feeds.stop());

  test.each(paths)('%s is the same bytes each time, sent once to who has it, and answers HEAD', async path => {
    const [first, second] = [await feeds.get(path), await feeds.get(path)];
    expectStatus(first, 200);
    expect({ body: second.body, etag: second.headers.etag }).toEqual({ body: first.body, etag: first.headers.etag });
    expect(first.headers.etag).toMatch(/^"/);
    expect(first.headers['cache-control']).toBe('public, no-cache');
    expect(first.headers['last-modified']).toBeTruthy();
    expectStatus(await feeds.get(path).set('if-none-match', String(first.headers.etag)), 304);
    const head = await feeds.running.as()('head', `/events/${feeds.event.slug}${path}`).set('Accept-Encoding', 'gzip');
    expectStatus(head, 200);
    expect(head.headers.etag).toEqual(first.headers.etag);
    expect(head.headers['content-type']).toEqual(first.headers['content-type']);
    const draft = await makeEvent(feeds.running);
    expectStatus(await feeds.get(path, draft), 404);
    expect((await draft.owner('get', `/events/${draft.id}${path}`)).headers['cache-control']).toBe('private, no-cache');
    expectStatus(await feeds.get(`${path}?x=1`), 400);
  });

  test.each(paths)('%s is found under an old slug', async path => {
    const moved = await makePublished(feeds.running);
    await moved.owner('patch', `/events/${moved.id}`, { slug: `${moved.slug.slice(0, 40)}-new` });
    const reply = await feeds.get(path, moved);
    expectStatus(reply, 308);
    expect(reply.headers.location).toBe(`/api/v1/events/${moved.slug.slice(0, 40)}-new${path}`);
  });

  test('the XML says what the JSON says, and is valid', async () => {
    const json = JSON.parse((await feeds.get('/schedule.json')).body).schedule;
    const { headers, body } = await feeds.get('/schedule.xml');
    expect(headers['content-type']).toBe('application/vnd.c3voc.schedule+xml; charset=utf-8');
    expect(body).toContain(`<version>${json.version}</version>`);
    expect(body).toContain('<acronym>feed_conf</acronym>');
    expect(body).toContain(
      `<room name="Curie" guid="${feeds.schedule.rooms[0]?.id}">\n<event guid="${feeds.schedule.slots[0]?.id}" id="1">`,
    );
    expect(body).toContain('<track>Science &amp; Art</track>');
    expect(body).toContain(`<person guid="${feeds.schedule.ada}">Ada Lovelace</person>`);
    for (const line of [
      '<subtitle>Or &quot;why&quot; &lt;not&gt;</subtitle>\n<type>Podium &amp; more</type>',
      '<logo>https://example.org/night.png</logo>',
      '<language>de, pt-BR</language>',
      '<recording><license>CC BY 4.0</license><optout>true</optout></recording>',
      '<link href="https://example.org/notes?a=1&amp;b=2">Notes; all, of them</link>',
      '<attachment href="https://example.org/slides.pdf">The &quot;slides&quot;</attachment>',
      '<origin_url>https://example.org/talks/night</origin_url>',
    ])
      expect(body).toContain(line);
    expect(body).toContain('<title>Coffee</title>\n<subtitle></subtitle>\n<type>break</type>');
    expect(body).toMatch(
      /<day index="1" date="2027-05-01" start="2027-05-01T04:00:00\+02:00" end="2027-05-02T04:00:00\+02:00">/,
    );
    expect(await schemaErrors(body)).toEqual([]);
  });

  /** What is wrong with a schedule by its schema, or, where no schema is given, with any XML document. */
  async function schemaErrors(contents: string): Promise<string[]> {
    const xml = { fileName: 'schedule.xml', contents };
    const { errors } = await validateXML(
      schema ? { xml, schema: await readFile(schema, 'utf8') } : { xml, normalization: 'format' },
    );
    return errors.map(({ rawMessage }) => rawMessage);
  }

  test('the CSV has a line per slot, with local times, and is a file that spreadsheets read as UTF-8', async () => {
    const { body, headers } = await feeds.get('/schedule.csv');
    expect(headers['content-disposition']).toBe(`attachment; filename="${feeds.event.slug}-schedule.csv"`);
    const lines = body.split('\r\n');
    expect(lines[0]).toBe(
      '\uFEFFid,number,day,start,end,room,title,type,track,language,level,speakers,guid,subtitle,abstract,description,tags,' +
        'links,attachments,doNotRecord,license,logoUrl,sourceUrl,externalId',
    );
    expect(lines[1]).toBe(
      `${feeds.schedule.slots[0]?.id},1,2027-05-01,2027-05-01T10:00:00+02:00,2027-05-01T10:45:00+02:00,Curie,Opening,talk,` +
        `Science & Art,en,beginner,Ada Lovelace; Grace Hopper,${feeds.schedule.slots[0]?.id},,About Opening,,one,,,false,,,,`,
    );
    expect(lines).toHaveLength(5);
    expect(lines[2]).toContain(
      `Podium & more,,"de, pt-BR",,Grace Hopper,${nightGuid},"Or ""why"" <not>",About Night talk,"long\nand late",one,` +
        '"https://example.org/notes?a=1&b=2 Notes; all, of them","https://example.org/slides.pdf The ""slides""",true,' +
        `CC BY 4.0,https://example.org/night.png,https://example.org/talks/night,${nightGuid}`,
    );
  });

  test('the JSON-LD is an Event with its sub-events', async () => {
    const { headers, body } = await feeds.get('/jsonld');
    expect(headers['content-type']).toBe('application/ld+json; charset=utf-8');
    const whole = JSON.parse(body);
    expect(whole).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'Event',
      startDate: '2027-05-01T08:00:00.000Z',
      eventStatus: 'https://schema.org/EventScheduled',
      eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
      location: [{ '@type': 'Place', name: 'Town Hall', address: { addressLocality: 'Berlin' } }],
    });
    expect(whole.subEvent[0]).toMatchObject({
      name: 'Opening',
      location: { name: 'Curie' },
      performer: [{ '@type': 'Person', name: 'Ada Lovelace' }, { name: 'Grace Hopper' }],
    });
  });
});
