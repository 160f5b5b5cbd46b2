/** Something that waits for others by their names. */
export interface Waiting {
  readonly name: string;
  readonly waitsFor: readonly string[];
  /** True: a person is asked here. */
  readonly asks: boolean;
}

/** Those behind which, however far up, a person is asked; looks at each of them once. */
export function behindQuestion<Item extends Waiting>(items: readonly Item[]): ReadonlySet<Item> {
  const waiting = new Map<string, Item[]>();
  for (const item of items)
    for (const name of new Set(item.waitsFor)) {
      const others = waiting.get(name);
      if (others) others.push(item);
      else waiting.set(name, [item]);
    }
  const behind = new Set<Item>();
  const open = items.filter(({ asks }) => asks).map(({ name }) => name);
  const seen = new Set(open);
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const item of waiting.get(name) ?? []) {
      behind.add(item);
      if (!seen.has(item.name)) {
        seen.add(item.name);
        open.push(item.name);
      }
    }
  return behind;
}
