/** What another service would publish. */
export const messageOf = (type: string, subject: string, sequence: number, data: object, id: string) => ({
  specversion: '1.0',
  id,
  source: '/somewhere',
  type,
  subject,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  dataschema: `urn:ems:message:${type}`,
  sequence: String(sequence).padStart(10, '0'),
  data,
});
