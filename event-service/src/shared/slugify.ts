import { foldText } from '@ems/chassis/http';

/** A slug of a text: letters, digits and single hyphens between them, at most `length` long; empty where it has none of them. */
export const slugify = (text: string, length = 60): string =>
  foldText(text)
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, length + 1)
    .replace(/^-+/, '')
    .slice(0, length)
    .replace(/-+$/, '');
