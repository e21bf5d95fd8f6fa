/** What an example of a problem is made of: its registry's own words, and members such as `conflicts`. */
export interface ExampleSource {
  status: number;
  title: string;
  meaning: string;
  example?: Readonly<Record<string, unknown>>;
}

/** Of a path whose parameters are ids. */
const exampleId = '01a217f2-2e30-77e8-b135-685d4f04c432';

/** A problem document (RFC 9457) of one code as a reply could have it. @param path of the route, such as `/api/v1/rooms/:id` */
export const problemExample = (
  code: string,
  { status, title, meaning, example }: ExampleSource,
  path: string,
): Record<string, unknown> => ({
  type: `/problems/${code}`,
  title,
  status,
  detail: meaning,
  instance: path.replaceAll(/:\w+/g, exampleId),
  code,
  requestId: '4bf92f3577b34da6a3ce929d0e0e4736',
  ...example,
});
