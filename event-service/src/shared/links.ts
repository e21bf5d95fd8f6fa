import { webUrlOf } from '@ems/chassis/config';

/** What is said of this system to the outside: where its API is, and the pages about what it holds. */
export interface Links {
  /** The gateway, without a slash at the end. */
  api: string;
  /** Where the pages are, without a slash at the end. */
  web: string;
  event(slug: string): string;
  session(slug: string, id: string): string;
  speaker(id: string): string;
}

export function linksOf(config: { PUBLIC_URL: string; PUBLIC_WEB_URL: string }): Links {
  const web = webUrlOf(config);
  return {
    api: config.PUBLIC_URL.replace(/\/+$/, ''),
    web,
    event: slug => `${web}/e/${slug}`,
    session: (slug, id) => `${web}/e/${slug}/sessions/${id}`,
    speaker: id => `${web}/speakers/${id}`,
  };
}
