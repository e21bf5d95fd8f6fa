import type { FileEntry } from '../model/schedule-file.ts';
import { FieldReader } from '../text/field-reader.ts';

type Fields = Pick<FileEntry, 'typeName' | 'track' | 'languages' | 'level' | 'tags'>;

/** What the organizers of a conference have given their sessions: each category has a title of theirs. */
export interface CategoryNames {
  /** @param items by id, of the list of all. @param categories with their items, as sessions of some views have them */
  read(items: unknown[], categories: unknown[]): Fields;
}

export function categoriesOf(categories: unknown[]): CategoryNames {
  const titleOf = new Map<string, { category: string; name: string }>();
  for (const value of categories) {
    const category = new FieldReader(value);
    for (const item of category.list('items') ?? []) {
      const reader = new FieldReader(item);
      titleOf.set(reader.text('id') ?? '', { category: category.text('title') ?? '', name: reader.text('name') ?? '' });
    }
  }
  return {
    read: (items, own) => toFields([...items.flatMap(id => titleOf.get(String(id)) ?? []), ...own.flatMap(itemsOf)]),
  };
}

function itemsOf(value: unknown) {
  const category = new FieldReader(value);
  return (category.list('categoryItems') ?? []).map(item => ({
    category: category.text('name', 'title') ?? '',
    name: new FieldReader(item).text('name') ?? '',
  }));
}

function toFields(items: { category: string; name: string }[]): Fields {
  const of = (pattern: RegExp) => items.filter(({ category }) => pattern.test(category)).map(({ name }) => name);
  const [track] = of(/track|theme|topic/i);
  const [typeName] = of(/format|type/i);
  const [level] = of(/level/i);
  const languages = of(/language|sprache/i).join(', ');
  const used = /track|theme|topic|format|type|level|language|sprache/i;
  return {
    ...(track !== undefined && { track }),
    ...(typeName !== undefined && { typeName }),
    ...(level !== undefined && { level }),
    ...(languages !== '' && { languages }),
    tags: items
      .filter(({ category, name }) => !used.test(category) || (/track|theme|topic/i.test(category) && name !== track))
      .map(({ name }) => name),
  };
}
