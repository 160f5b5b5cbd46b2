import * as z from "zod/mini";
import { variableName } from "../names.ts";
import { docs, either, key, table } from "../strict.ts";
import { text } from "../text.ts";

/** An identity token of the run, which clouds accept. */
export const oidc = either('true, or a table { audience = "…", env = "TOKEN" }', [
  z.boolean(),
  table("a table { audience, env }", {
    audience: key(
      text("an audience").check(z.regex(/\S/, "an audience")),
      "Who the token is for. Default: the provider's.",
    ),
    env: key(
      variableName,
      "The variable of all steps that holds the token. Default: none; a step or its tool asks for it.",
    ),
  }),
]);

docs.add(oidc, { id: "Oidc" });
