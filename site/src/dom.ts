type Listener = (event: Event) => void;
type Attributes = Record<string, string | number | boolean | undefined | Listener>;
type Child = Node | string | number | false | null | undefined;
export type Children = Child | readonly Children[];

/**
 * Makes an element. What comes from people gets in as text or as the value of an attribute, and nowhere as markup.
 * @param attributes by name; `true` is an empty one, `false` and undefined none, a function listens to the event of that name
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Children[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...shown(children));
  return element;
}

function shown(children: readonly Children[]): (Node | string)[] {
  return children.flatMap(child => {
    if (child === null || child === undefined || child === false) return [];
    if (typeof child === 'object' && !(child instanceof Node)) return shown(child);
    return [typeof child === 'number' ? String(child) : child];
  });
}

/** Replaces all that is in an element. */
export function fill(element: Element, ...children: Children[]): void {
  element.replaceChildren(...shown(children));
}

/** Sets custom properties, which a policy without inline styles allows a script alone. */
export function styled<E extends HTMLElement>(element: E, properties: Record<string, string>): E {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
  return element;
}

/** A text of several paragraphs, which blank lines part. */
export function paragraphs(text: string): HTMLElement[] {
  return text
    .split(/\n\s*\n/)
    .filter(part => part.trim() !== '')
    .map(part => h('p', { class: 'prose', dir: 'auto' }, part));
}

/** A link to another site, or its text alone where it is no address of the web. */
export function outsideLink(url: string, label: string): HTMLElement {
  const isWeb = /^https?:\/\//i.test(url);
  return isWeb ? h('a', { href: url, rel: 'noreferrer noopener' }, label) : h('span', {}, label);
}
