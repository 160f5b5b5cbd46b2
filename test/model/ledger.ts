import { believes, type Context, ownScope } from "./commit.ts";

/** A success that really was. */
export interface Success {
  readonly run: string;
  readonly scope: string;
  /** What cig signed it with. */
  readonly signature: string;
}

/** What truly succeeded, on which inputs and in whose name. Nothing is ever lost of it, and no store is asked. */
export class Ledger {
  readonly #entries = new Map<string, Success[]>();

  /** `id` is that of a variant, or of one of its copies. */
  enter(id: string, inputs: string, success: Success): void {
    const key = `${success.scope}\n${id}\n${inputs}`;
    const known = this.#entries.get(key);
    if (known) known.push(success);
    else this.#entries.set(key, [success]);
  }

  /** Successes on these inputs that a run may believe. */
  believed(context: Context, id: string, inputs: string): Success[] {
    return [...new Set([ownScope(context), "trusted"])]
      .filter((scope) => believes(context, scope))
      .flatMap((scope) => this.#entries.get(`${scope}\n${id}\n${inputs}`) ?? []);
  }
}

/** The ids of a variant's copies; its own where there is one. The model's own words for what markers are called. */
export function copiesOf(variant: string, copies: number): string[] {
  if (copies === 1) return [variant];
  return Array.from({ length: copies }, (_, copy) => `${variant}.${copy}-of-${copies}`);
}
