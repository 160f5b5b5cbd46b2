import * as z from "zod/mini";
import { containerEnv } from "../common.ts";
import { word } from "../names.ts";
import { docs, either, key, list, requiredKey, table } from "../strict.ts";
import { text } from "../text.ts";

/** Who may fetch a private image. */
export const credentials = table(
  'a table such as { username = "ci", password = "{{ secrets.REGISTRY_TOKEN }}" }',
  {
    username: requiredKey(
      text("a user's name").check(z.regex(/\S/, "a user's name")),
      "Who fetches the image.",
    ),
    password: requiredKey(
      text('a secret, such as "{{ secrets.REGISTRY_TOKEN }}"').check(
        z.regex(/\S/, 'a secret, such as "{{ secrets.REGISTRY_TOKEN }}"'),
      ),
      "A secret, by name: `{{ secrets.NAME }}`.",
    ),
  },
);

docs.add(credentials, { id: "Credentials" });

/** The container image that a job runs in. */
export const image = either('an image such as "ruby:3.3", or a table { name = "…" }', [
  text().check(z.minLength(1, "an image")),
  table("a table { name, env, options, credentials }", {
    name: requiredKey(text("an image").check(z.minLength(1, "an image")), "The container image."),
    env: key(containerEnv, "Variables of the container."),
    options: key(list("a list of arguments", word("an argument")), "Arguments of the container engine."),
    credentials: key(credentials, "Who may fetch it from a private registry."),
  }),
]);
