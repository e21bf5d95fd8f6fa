import { withValues } from './values.js';

let filled = 0;

/**
 * Gives each parameter and the body of an operation what to send. A parameter that is not known is left empty, and a body as it was.
 * @returns whether all was known
 */
export function fill(operation, { path, query, body }) {
  let isWhole = true;
  const given = { path, query };
  operation.parameters = operation.parameters.map(parameter => {
    const template = given[parameter.in]?.[parameter.name];
    if (template === undefined) return parameter;
    const value = withValues(template);
    isWhole &&= value !== undefined;
    return { ...parameter, schema: { ...parameter.schema, default: value ?? '' } };
  });
  if (body === undefined) return isWhole;
  const value = withValues(body);
  if (value === undefined) return false;
  // The explorer keeps a body until its example has another name.
  filled += 1;
  const content = Object.entries(operation.requestBody.content).map(([type, media]) => [
    type,
    { ...media, examples: { [`filled-${filled}`]: { value } } },
  ]);
  operation.requestBody = { ...operation.requestBody, content: Object.fromEntries(content) };
  return isWhole;
}
