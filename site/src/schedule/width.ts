import type { View } from './choice.ts';

/** What a column needs to be read, and the times beside it. A telephone shows a list. */
const columnPixels = 128;
const timesPixels = 84;
const leastPixels = 560;
/** Of the page, on both sides together. */
const paddingPixels = 40;

let observer: ResizeObserver | undefined;

/** Shows each day as a grid where its rooms fit side by side, or as the reader wants it. */
export function chooseView(container: HTMLElement, view: View, signal: AbortSignal): void {
  observer?.disconnect();
  observer = new ResizeObserver(() => apply(container, view));
  observer.observe(container);
  signal.addEventListener('abort', () => observer?.disconnect(), { once: true });
  apply(container, view);
}

function apply(container: HTMLElement, view: View): void {
  // Read once: each reading after a change lays out the whole page. Before it is on the page, what it will be, so that it is laid out once.
  const width = container.isConnected ? container.clientWidth : innerWidth - paddingPixels;
  for (const day of container.querySelectorAll<HTMLElement>('.day-view')) {
    const fits = Number(day.dataset.columns) * columnPixels + timesPixels <= width;
    const isGrid = view === 'grid' || (view === 'auto' && fits && width >= leastPixels);
    day.dataset.view = isGrid ? 'grid' : 'list';
    const scrolls = isGrid && !fits;
    day.classList.toggle('scrolls', scrolls);
    // What scrolls must be within reach of a keyboard.
    if (scrolls) day.tabIndex = 0;
    else day.removeAttribute('tabindex');
  }
}
