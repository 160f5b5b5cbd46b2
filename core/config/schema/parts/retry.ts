import * as z from "zod/mini";
import { distinct } from "../names.ts";
import { docs, either, key, list, requiredKey, table } from "../strict.ts";

const max = z
  .int("a whole number of further tries")
  .check(
    z.minimum(1, "at least 1: leave retry out for none"),
    z.maximum(10, "at most 10: what fails more often than that should be mended"),
  );

const status = z
  .int("an exit status")
  .check(
    z.minimum(1, "an exit status from 1 to 255: 0 is success"),
    z.maximum(255, "an exit status from 1 to 255"),
  );

const causes = ["failure", "runner_lost", "timeout"] as const;

const cause = either('"failure", "runner_lost", "timeout" or an exit status such as 137', [
  z.enum(causes, causes.map((each) => `"${each}"`).join(", ")),
  status,
]);

/** How often and why a job or a `run` step is tried again. */
export const retry = either('a number of further tries such as 2, or a table { max = 2, on = ["timeout"] }', [
  max,
  table("a table { max, on }", {
    max: requiredKey(max, "Further tries after the first; 1 to 10."),
    on: key(
      list('a list such as ["runner_lost", 137]', cause).check(
        z.minLength(1, "a list of at least one cause"),
        distinct("cause", (each: string | number) => String(each)),
      ),
      "What is worth another try: failure, runner_lost, timeout, exit statuses. Default: any failure.",
    ),
  }),
]);

docs.add(retry, { id: "Retry" });
