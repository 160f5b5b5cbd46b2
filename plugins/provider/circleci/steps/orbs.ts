import type { Table } from "cig/sdk";

/** The orbs that a configuration uses, each under a name of its own. */
export interface Orbs {
  /** The name of an orb at a version, such as "node" for circleci/node. */
  nameOf(orb: string, version: string): string;
  /** The value of `orbs`, in the order of first use. */
  all(): Table;
}

export function openOrbs(): Orbs {
  const names = new Map<string, string>();
  return {
    nameOf(orb, version) {
      const address = `${orb}@${version}`;
      const known = [...names].find(([, other]) => other === address)?.[0];
      if (known !== undefined) return known;
      const wanted = orb.split("/")[1]!;
      let name = wanted;
      for (let count = 2; names.has(name); count++) name = `${wanted}-${count}`;
      names.set(name, address);
      return name;
    },
    all: () => new Map(names),
  };
}
