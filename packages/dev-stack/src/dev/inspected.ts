import { UserError } from '../errors.ts';
import { SERVICES } from '../services.ts';

/**
 * The services that are started for a debugger.
 * @param list their names, separated by commas, as the variable DEBUG has them
 * @throws UserError for a name that is none
 */
export function parseInspected(list = ''): ReadonlySet<string> {
  const names = list
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  const unknown = names.filter(name => !SERVICES.some(service => service.name === name));
  if (unknown.length > 0) {
    const known = SERVICES.map(({ name }) => name).join(', ');
    throw new UserError(`DEBUG names what is no service: ${unknown.join(', ')}. There are: ${known}.`);
  }
  return new Set(names);
}
