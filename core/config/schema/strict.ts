import * as z from "zod/mini";
import type { Code } from "../../diagnostic/codes.ts";

/** What editors show about a schema; `id` makes it a definition of its own in the JSON Schema. */
export const docs = z.registry<{
  id?: string;
  title?: string;
  description?: string;
  examples?: unknown[];
  oneOf?: unknown[];
}>();

/**
 * A schema's message is the noun phrase that completes "expected …". These marks are the exceptions, and
 * `problems.ts` knows them.
 */
export const marks = {
  /** A key of the language that a later version of cig will understand. */
  later: "\0later",
  /** This form of a value is not the one that the author meant. */
  otherForm: "\0other form",
  /** Followed by the known keys of the table, joined by commas. */
  keys: "\0keys ",
} as const;

/** A table that takes these keys only. `expected` completes "expected …". */
export function table<Shape extends z.core.$ZodLooseShape>(expected: string, shape: Shape) {
  const keys = Object.keys(shape).filter((name) => !isLater(shape[name]));
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? marks.keys + keys.join(",") : expected),
  });
}

/** An optional key with its documentation. */
export function key<Schema extends z.ZodMiniType>(schema: Schema, description: string) {
  const own = z.optional(schema);
  docs.add(own, { description });
  return own;
}

/** A required key with its documentation. */
export function requiredKey<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  const own = z.clone(schema);
  docs.add(own, { description });
  return own;
}

/** A key of the language that this version of cig does not understand: using it is an error that says so. */
export function later(description: string) {
  const schema = z.optional(z.never(marks.later));
  laterSchemas.add(schema);
  return schema.register(docs, { description: `Not supported yet: ${description}` });
}

/** One of several forms; `expected` names them all. What is said is about the form that the value has. */
export function either<const Forms extends readonly z.ZodMiniType[]>(expected: string, forms: Forms) {
  return z.union(forms, expected);
}

/** A list; `expected` completes "expected …". */
export function list<Item extends z.ZodMiniType>(expected: string, item: Item) {
  return z.array(item, expected);
}

/** What a hand-written rule found: a whole sentence, unlike the messages of schemas. */
export interface Fault {
  message: string;
  code?: Code;
  hint?: string;
  /** Below the checked value. */
  path?: (string | number)[];
  /** Index into the text, for a caret inside it. */
  offset?: number;
  /** First index after what is wrong; absent: one character. */
  end?: number;
  /** True when a key is missing, which an unknown key beside it would explain. */
  isAbsence?: boolean;
  /** True when the key itself is at fault and not its value. */
  onKey?: boolean;
}

/** A rule about a value that has the right shape. */
export function rule<Value>(faultsOf: (value: Value) => Iterable<Fault>): z.core.$ZodCheck<Value> {
  return z.check<Value>((payload) => {
    for (const { message, path = [], ...params } of faultsOf(payload.value))
      payload.issues.push({ code: "custom", input: payload.value, message, path, params });
  });
}

const laterSchemas = new WeakSet<object>();

function isLater(schema: unknown): boolean {
  return typeof schema === "object" && schema !== null && laterSchemas.has(schema);
}
