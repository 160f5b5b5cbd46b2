import * as z from "zod/mini";
import { id } from "../names.ts";
import { docs, either, key, list, table } from "../strict.ts";
import { text } from "../text.ts";
import { backendName } from "./backend.ts";

const save = z.enum(
  ["always", "on_success", "trusted_refs", "never"],
  '"always", "on_success", "trusted_refs" or "never"',
);

/** `[caches.ID]`; each field given here wins over what a plugin proposes for the cache of this id. */
export const cache = table('a table such as { paths = ["vendor/bundle"], key_parts = ["Gemfile.lock"] }', {
  paths: key(
    list('a list of folders, such as ["vendor/bundle"]', text("a folder")).check(
      z.minLength(1, "a list of at least one folder"),
    ),
    "What is kept from run to run.",
  ),
  key_parts: key(
    list(
      'a list such as ["Gemfile.lock", "ruby:{{ ruby_version }}"]',
      text("a file, or text with a name"),
    ).check(z.minLength(1, "a list of at least one part")),
    "Files whose content counts, and text with names: another value is another cache.",
  ),
  restore_keys: key(
    either("a list of beginnings of keys, or false", [list("a list", text()), z.literal(false)]),
    "What to fall back to, most specific first; false: nothing. Default: the key without its last files.",
  ),
  backend: key(
    backendName,
    "Where it is kept: a [backends.ID], a `cache:*` capability, or \"native\". Default: the runner's, else the project's.",
  ),
  save: key(save, 'When it is written. Default: "on_success".'),
  job: key(
    id,
    "The job that it belongs to: its id stands in the key, it alone saves the cache, and others only restore it.",
  ),
});
docs.add(cache, { id: "Cache" });
