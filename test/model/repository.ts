import { type Commit, nameOf, type Tree } from "./commit.ts";
import type { Action, History } from "./history.ts";
import { paths } from "./spec.ts";

/** What changes a repository, and no run. */
export type Change = Exclude<Action, { do: "run" | "advance" | "wait" | "lose markers" | "forge" }>;

/** Branches and their commits. */
export class Repository {
  readonly #heads = new Map<string, Commit>();
  readonly #configurations: History["configurations"];
  #commits = 0;

  constructor({ configurations }: History) {
    this.#configurations = configurations;
    const files = Object.fromEntries(paths.map((path) => [path, "0"]));
    this.#commit("main", { jobs: configurations[0]!, files, ruby: "3.3" }, undefined);
  }

  head(branch: string): Commit | undefined {
    return this.#heads.get(branch);
  }

  /** Makes the change and says it in words; undefined where it has no meaning. */
  change(change: Change): string | undefined {
    switch (change.do) {
      case "branch":
        return this.#branch(change.name, change.from);
      case "force push":
        return this.#setBack(change.branch, change.back);
      case "merge":
        return this.#merge(change.from, change.into);
      default:
        return this.#edit(change);
    }
  }

  #edit(change: Extract<Change, { do: "edit" | "configure" | "ruby" | "revert" }>): string | undefined {
    const head = this.#heads.get(change.branch);
    if (!head) return undefined;
    const commit = (tree: Partial<Tree>, words: string) =>
      `${this.#commit(change.branch, { ...head.tree, ...tree }, head)}: ${words}`;
    switch (change.do) {
      case "edit": {
        const files = { ...head.tree.files, [change.path]: change.content };
        return commit({ files }, `${change.path} becomes "${change.content}"`);
      }
      case "configure": {
        const jobs = this.#configurations[change.configuration];
        return jobs && commit({ jobs }, `cig.toml becomes configuration ${change.configuration}`);
      }
      case "ruby":
        return commit({ ruby: change.version }, `ruby becomes ${change.version}`);
      case "revert":
        return head.parent && commit(head.parent.tree, "the last commit is reverted");
    }
  }

  /** Changes of both sides come together in a tree that neither had. */
  #merge(from: string, into: string): string | undefined {
    const other = this.#heads.get(from);
    const head = this.#heads.get(into);
    if (!other || !head || from === into) return undefined;
    const before = other.parent?.tree.files ?? {};
    const changed = Object.entries(other.tree.files).filter(([path, content]) => before[path] !== content);
    const files = { ...head.tree.files, ...Object.fromEntries(changed) };
    return `${this.#commit(into, { ...head.tree, files, jobs: other.tree.jobs }, head)}: ${from} is merged`;
  }

  #branch(name: string, from: string): string | undefined {
    const head = this.#heads.get(from);
    if (!head || this.#heads.has(name)) return undefined;
    this.#heads.set(name, head);
    return `the branch "${name}" is made of ${from}`;
  }

  #setBack(branch: string, count: number): string | undefined {
    let back = this.#heads.get(branch);
    for (let step = 0; step < count && back?.parent; step++) back = back.parent;
    if (!back) return undefined;
    this.#heads.set(branch, back);
    return `${branch} is set back to ${nameOf(back)}`;
  }

  #commit(branch: string, tree: Tree, parent: Commit | undefined): string {
    const sha = (++this.#commits).toString(16).padStart(40, "0");
    const commit = { sha, tree, ...(parent && { parent }) };
    this.#heads.set(branch, commit);
    return `${branch}, ${nameOf(commit)}`;
  }
}
