import { withValues } from './values.js';

/**
 * Gives each parameter and body of an operation what to send. What is not known stays empty, so that the page asks for it instead of sending
 * what is nobody's.
 */
export function fill(operation, { path, query, body } = { path: {}, query: {} }) {
  const given = { path, query, header: {} };
  operation.parameters = operation.parameters.map(parameter => {
    const template = given[parameter.in]?.[parameter.name];
    if (template === undefined) return parameter;
    return { ...parameter, schema: { ...parameter.schema, default: withValues(template) ?? '' } };
  });
  const value = withValues(body);
  if (value === undefined) return;
  const content = Object.entries(operation.requestBody.content).map(([type, media]) => [
    type,
    { ...media, examples: { first: { value } } },
  ]);
  operation.requestBody = { ...operation.requestBody, content: Object.fromEntries(content) };
}
