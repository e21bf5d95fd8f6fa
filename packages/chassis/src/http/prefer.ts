import type { Rendered } from './render';

/** True for `Prefer: return=minimal` (RFC 7240, 4.2); of several preferences for what to return, the first counts. */
function prefersMinimal(header = ''): boolean {
  const wanted = header.split(',').find(preference => /^\s*return\s*=/i.test(preference)) ?? '';
  return /^\s*return\s*=\s*(?:minimal|"minimal")\s*(?:;|$)/i.test(wanted);
}

/** The reply to a write as its client prefers it: without the representation of what was written, but with its ETag. */
export function asPreferred(rendered: Rendered, header: string | undefined): Rendered {
  if (rendered.body === null || !prefersMinimal(header)) return rendered;
  const { 'Content-Type': _, ...headers } = rendered.headers;
  const status = rendered.status === 200 ? 204 : rendered.status;
  return { status, headers: { ...headers, 'Preference-Applied': 'return=minimal' }, body: null };
}
