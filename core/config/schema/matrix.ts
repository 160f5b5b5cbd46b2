import * as z from "zod/mini";
import { docs, either, type Fault, key, list, rule } from "./strict.ts";
import { scalar, text } from "./text.ts";

const field = scalar();
const fields = (expected: string) => z.record(z.string(), field, expected);

/** A value of an axis: plain, or a table whose fields `{{ matrix.AXIS.FIELD }}` reads. */
const axisValue = either('text, a number, true, false, or a table such as { name = "…" }', [
  text(),
  z.number(),
  z.boolean(),
  fields("a table of fields").check(rule(emptyTable)),
]);

const combinations = (expected: string) =>
  list(
    expected,
    z.record(z.string(), axisValue, 'a table of axes, such as { ruby = "3.3" }').check(rule(emptyTable)),
  );

/** `matrix`: the axes, and how their combinations run. `axesOf` lists the axes. */
export const matrix = z
  .catchall(
    z.object(
      {
        include: key(
          combinations("a list of tables"),
          "More combinations, or more fields for those that match.",
        ),
        exclude: key(combinations("a list of tables"), "Combinations that are left out."),
        fail_fast: key(z.boolean("true or false"), "Whether one failure ends the others. Default: true."),
        max_parallel: key(
          z.int("a whole number").check(z.minimum(1, "at least 1")),
          "How many run at a time. Default: no limit.",
        ),
      },
      'a table of axes, such as { ruby = ["3.2", "3.3"] }',
    ),
    list('a list of values, such as ["3.2", "3.3"]', axisValue).check(
      z.minLength(1, "a list of at least one value"),
    ),
  )
  .check(rule(faultsOfMatrix));
docs.add(matrix, { id: "Matrix" });

/** Keys of `matrix` that are no axis. */
export const matrixSettings = ["include", "exclude", "fail_fast", "max_parallel"] as const;

export type AxisValue = string | number | boolean | Record<string, string | number | boolean>;

/** The axes of a matrix, in the author's order. */
export function axesOf(value: z.infer<typeof matrix>): { name: string; values: AxisValue[] }[] {
  return Object.entries(value)
    .filter(([name]) => !(matrixSettings as readonly string[]).includes(name))
    .map(([name, values]) => ({ name, values: values as AxisValue[] }));
}

function* faultsOfMatrix(value: Record<string, unknown>): Iterable<Fault> {
  const names = Object.keys(value).filter((name) => !(matrixSettings as readonly string[]).includes(name));
  for (const name of names)
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name))
      yield {
        message: `"${name}" cannot name an axis.`,
        hint: "Use letters, digits, - and _, and begin with a letter or _.",
        path: [name],
        onKey: true,
      };
  if (names.length === 0 && value.include === undefined)
    yield {
      code: "CIG404",
      message: "This matrix has no axis.",
      hint: 'Add one, such as ruby = ["3.2", "3.3"].',
    };
}

function emptyTable(value: object): Fault[] {
  return Object.keys(value).length > 0
    ? []
    : [{ message: "This table is empty.", hint: "Remove it, or fill it." }];
}
