import { fill, h } from './dom.ts';
import { messages } from './language/index.ts';

/** What is shown at an address. */
export interface Page {
  /** Of the window; the heading says the same. */
  title: string;
  content: Node;
  /** Takes the whole width of the window. */
  isWide?: boolean;
}

/** One visit of an address. */
export interface Visit {
  /** Named parts of the path. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** What stood in the fragment of a link from a mail; it is in the address no more. */
  token: string;
  /** Aborted when the reader goes elsewhere. */
  signal: AbortSignal;
}

export type RenderPage = (visit: Visit) => Page | Promise<Page>;
export type Routes = readonly (readonly [path: RegExp, render: RenderPage])[];

/** Where pages are shown, and which. */
interface Site {
  routes: Routes;
  main: HTMLElement;
  /** What to show where a page cannot be. @param error none, where the address is nobody's */
  failurePage(error?: unknown): Page;
}

let site: Site;
let token = '';
let visiting = new AbortController();
/** The address of what is shown, but for its fragment. */
let shownAt = '';

/**
 * Addresses of pages in the order of their visits: in the memory of this page alone. No other way of writing one is among them, for
 * `//elsewhere.example/..%2fsign-up` is served as the page of `/sign-up`, and as a link leads elsewhere.
 */
const visited: string[] = [];

/** Takes the token out of the address, before anything else may see it, and shows the page. */
export function startRouter(started: Site): Promise<void> {
  site = started;
  token = location.hash.slice(1);
  if (token && isTokenPage(location.pathname)) history.replaceState(null, '', location.pathname);
  else token = '';
  // It comes also of a link to a part of what is shown, such as the one that skips to the content.
  addEventListener('popstate', () => addressNow() !== shownAt && void show(true));
  // A second link of a mail, opened where the first one was.
  addEventListener('hashchange', () => isTokenPage(location.pathname) && location.hash && location.reload());
  document.addEventListener('click', followInside);
  return show(false);
}

const addressNow = () => location.pathname + location.search;

const isTokenPage = (path: string) =>
  /^\/(verify-email|confirm-email|undo-email|unsubscribe|reset-password|claim|offers|invitations)$/.test(path);

/** Shows another page without loading anything anew, so that who is signed in stays so. */
export async function navigate(address: string): Promise<void> {
  history.pushState(null, '', address);
  await show(true);
}

/** Back to where somebody was before they were asked who they are. */
export const goBack = (): Promise<void> => navigate(lastPlace() ?? '/');

/** The last address that was visited for something else than to sign in. */
export const lastPlace = (): string | undefined =>
  visited.findLast(
    address =>
      !/^\/(sign-in|sign-up|forgot-password|reset-password|verify-email|confirm-email|undo-email|unsubscribe)/.test(
        address,
      ),
  );

/** Shows this page anew. */
export const refresh = (): Promise<void> => show(false);

/** Writes what is chosen on a page into its address, without another visit. */
export function replaceQuery(query: URLSearchParams): void {
  const text = query.toString();
  replaceAddress(location.pathname + (text && `?${text}`));
}

/** Writes the address as it is now, where somebody came by an old one, without another visit. */
export function correctPath(path: string): void {
  if (location.pathname !== path) replaceAddress(path + location.search);
}

function replaceAddress(address: string): void {
  history.replaceState(null, '', address);
  shownAt = addressNow();
}

function followInside(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || link.hash) return;
  if (!find(link.pathname)) return;
  event.preventDefault();
  void navigate(link.pathname + link.search);
}

const find = (path: string) => site.routes.find(([pattern]) => pattern.test(path));

async function show(isMove: boolean): Promise<void> {
  visiting.abort();
  visiting = new AbortController();
  const { signal } = visiting;
  const { main } = site;
  shownAt = addressNow();
  if (find(location.pathname)) visited.push(shownAt);
  main.setAttribute('aria-busy', 'true');
  if (main.childElementCount === 0) fill(main, h('p', { class: 'quiet' }, messages().loading));
  const page = await render(signal);
  if (signal.aborted) return;
  main.removeAttribute('aria-busy');
  document.title = `${page.title} · ${messages().siteName}`;
  main.classList.toggle('wide', page.isWide === true);
  fill(main, page.content);
  if (!isMove) return;
  scrollTo(0, 0);
  main.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}

async function render(signal: AbortSignal): Promise<Page> {
  const path = location.pathname;
  const [pattern, renderPage] = find(path) ?? [];
  const params = decoded(pattern?.exec(path)?.groups ?? {});
  try {
    if (!renderPage || !params) return site.failurePage();
    return await renderPage({ params, query: new URLSearchParams(location.search), token, signal });
  } catch (error) {
    return site.failurePage(error);
  }
}

function decoded(groups: Record<string, string>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}
