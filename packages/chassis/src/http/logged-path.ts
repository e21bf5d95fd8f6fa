import type { Request } from 'express';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A request's path as a log may have it: that of the route, with ids. Whatever else stands in a path may be a token, an address or
 * somebody's name, put there by mistake or to be found again.
 */
export function loggedPath({ route, path }: Request): string {
  if (typeof route?.path !== 'string') return '(no route)';
  const asked = path.split('/');
  return route.path
    .split('/')
    .map((part: string, index: number) => {
      if (!part.startsWith(':')) return part;
      const value = asked[index] ?? '';
      return uuid.test(value) ? value : part;
    })
    .join('/');
}
