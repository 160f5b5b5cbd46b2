import { create, toBinary } from "@bufbuild/protobuf";
import {
  type Cache,
  CacheMode,
  CacheSave,
  CacheSchema,
  type KeyPart,
  KeyPartSchema,
  type Step,
} from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../compare.ts";
import type { CacheToml } from "../config/schema.ts";
import { diagnose } from "../diagnostic/codes.ts";
import { nearest } from "../diagnostic/nearest.ts";
import { matchGlobs } from "../repo/glob.ts";
import type { Context, Subject } from "./context.ts";
import { impliedId } from "./needs.ts";
import { type Aliases, type Resolver, resolverFor } from "./resolver.ts";

/** The caches of all jobs. */
export interface Caches {
  /** Takes what a plugin proposes for a job; gives the id by which its steps must name it. */
  propose(cache: Cache, aliases: Aliases): string;
  /** Takes what a step names that its job's plugins do not propose; gives the id to name. Reports an unknown one. */
  require(id: string, subject: Subject, aliases: Aliases): string;
  /**
   * How a job uses a cache that its steps name: one that belongs to another job is only restored. Reports a step that
   * would save it.
   */
  modeIn(job: string, id: string, mode: CacheMode, subject: Subject): CacheMode;
  /** Those that are named, sorted by id. */
  all(): Cache[];
  /** Reports [caches.ID] that nothing uses. */
  reportUnused(): void;
  /** The same collection, with the [caches] of another context. */
  within(context: Context): Caches;
}

/** Starts an empty collection; [caches.ID] of cig.toml has the last word on each field. */
export function openCaches(context: Context): Caches {
  const all: Collection = {
    used: new Map(),
    variants: new Map(),
    owners: new Map(),
    touched: new Set(),
    views: new Map(),
  };
  return cachesOf(context, all);
}

/** What all contexts share. */
interface Collection {
  /** By id. */
  readonly used: Map<string, Cache>;
  /** By the id that is wanted: what a cache holds → the id that it has. */
  readonly variants: Map<string, Map<string, string>>;
  /** The job that a cache belongs to. */
  readonly owners: Map<string, string>;
  /** Ids of the root's [caches]. */
  readonly touched: Set<string>;
  readonly views: Map<object, Caches>;
}

function cachesOf(context: Context, collection: Collection): Caches {
  const configured = context.schema.caches ?? {};
  const { used, owners } = collection;
  const ofMember = context.member?.own.caches ?? {};
  const key = context.member ?? collection;
  const known = collection.views.get(key);
  if (known) return known;
  const fields = new Map<string, Partial<Cache>>();
  const configuredCache = (proposal: Cache, aliases: Aliases): Cache => {
    const { id } = proposal;
    const key = JSON.stringify([id, ...aliases]);
    if (!fields.has(key))
      fields.set(key, fieldsOf(context, resolverFor(context, {}, aliases), id, configured[id]!));
    const name =
      configured[id]!.job === undefined ? proposal.name : `${proposal.name || id}-${configured[id]!.job}`;
    return create(CacheSchema, { ...proposal, ...fields.get(key), name });
  };
  const ownTouched = new Set<string>();
  const touch = (id: string) => void (Object.hasOwn(ofMember, id) ? ownTouched : collection.touched).add(id);
  for (const [id, { job }] of Object.entries(context.member ? ofMember : configured))
    if (job !== undefined && !isJob(context, job)) context.report(unknownOwner(context, id, job));
  const propose: Caches["propose"] = (proposal, aliases) => {
    touch(proposal.id);
    const cache = Object.hasOwn(configured, proposal.id) ? configuredCache(proposal, aliases) : proposal;
    const owner = Object.hasOwn(configured, proposal.id) ? configured[proposal.id]!.job : undefined;
    const wanted = Object.hasOwn(ofMember, proposal.id)
      ? create(CacheSchema, { ...cache, id: `${context.member!.prefix}-${cache.id}` })
      : cache;
    const id = place(collection, wanted, context.member?.prefix);
    if (owner !== undefined) owners.set(id, owner);
    return id;
  };
  const caches: Caches = {
    propose,
    require(id, subject, aliases) {
      const own = Object.hasOwn(configured, id) ? configured[id]! : undefined;
      if (own?.paths && own.key_parts) return propose(create(CacheSchema, { id }), aliases);
      if (used.has(id)) return id;
      if (own) {
        touch(id);
        context.report(incomplete(id, own.paths ? "key_parts" : "paths"));
        return id;
      }
      const names = [...new Set([...used.keys(), ...Object.keys(configured)])].sort();
      const near = nearest(id, names);
      context.report(
        diagnose("CIG403", `There is no cache "${id}": neither [caches.${id}] nor a plugin defines it.`, {
          hint: near
            ? `Did you mean "${near}"?`
            : `Define it:\n  [caches.${id}]\n  paths = ["…"]\n  key_parts = ["…"]`,
          subject,
        }),
      );
      return id;
    },
    modeIn(job, id, mode, subject) {
      const owner = owners.get(id);
      if (owner === undefined || owner === job) return mode;
      if (mode === CacheMode.SAVE) context.report(notItsOwn(id, owner, subject));
      return CacheMode.RESTORE;
    },
    all: () => [...used.values()].sort((a, b) => byCodeUnit(a.id, b.id)),
    reportUnused() {
      const [written, touched] = context.member ? [ofMember, ownTouched] : [configured, collection.touched];
      for (const id of Object.keys(written)) if (!touched.has(id)) context.report(unused(id));
    },
    within: (other) => cachesOf(other, collection),
  };
  collection.views.set(key, caches);
  return caches;
}

/**
 * Keeps a cache under its id. The same id for different files or keys, as two folders of a monorepo have it, means two
 * caches: the later one gets the name of its member behind its id, or else a number.
 */
function place({ used, variants }: Collection, cache: Cache, member: string | undefined): string {
  const alike = variants.get(cache.id) ?? new Map<string, string>();
  variants.set(cache.id, alike);
  const content = Buffer.from(toBinary(CacheSchema, cache)).toString("latin1");
  const known = alike.get(content);
  if (known !== undefined) return known;
  let id = cache.id;
  if (used.has(id) && member !== undefined) id = `${cache.id}-${member}`;
  for (let count = Math.max(2, alike.size + 1); used.has(id); count++) id = `${cache.id}-${count}`;
  used.set(
    id,
    id === cache.id ? cache : create(CacheSchema, { ...cache, id, name: sharedName(cache, used) }),
  );
  alike.set(content, id);
  return id;
}

/** Caches that keep the same paths share a name, and with it their entries, where only the keys differ. */
function sharedName(cache: Cache, used: ReadonlyMap<string, Cache>): string {
  const first = used.get(cache.id)!;
  return first.paths.join("\n") === cache.paths.join("\n") ? cache.name || cache.id : "";
}

/** Steps that name their caches by the ids that `propose` gave. */
export function renameCaches(steps: readonly Step[], ids: ReadonlyMap<string, string>): Step[] {
  return steps.map((step) => {
    if (step.kind.case !== "cache") return step;
    const id = ids.get(step.kind.value.id);
    if (id === undefined || id === step.kind.value.id) return step;
    return { ...step, kind: { case: "cache", value: { ...step.kind.value, id } } };
  });
}

/** What [caches.ID] says. */
function fieldsOf(context: Context, resolver: Resolver, id: string, own: CacheToml): Partial<Cache> {
  const subject = ["caches", id];
  const saves = {
    always: CacheSave.ALWAYS,
    on_success: CacheSave.ON_SUCCESS,
    trusted_refs: CacheSave.TRUSTED_REFS,
    never: CacheSave.NEVER,
  };
  const keys = own.restore_keys;
  return {
    ...(own.paths && {
      paths: own.paths.map((path, index) => resolver.plain(path, [...subject, "paths", String(index)])),
    }),
    ...(own.key_parts && {
      keyParts: own.key_parts.map((part, index) =>
        toKeyPart(context, resolver, part, [...subject, "key_parts", String(index)]),
      ),
    }),
    ...(keys === false && { restoreKeys: [], exactOnly: true }),
    ...(keys && {
      restoreKeys: keys.map((key, index) => resolver.text(key, [...subject, "restore_keys", String(index)])),
      exactOnly: false,
    }),
    ...(own.backend !== undefined && { backend: own.backend }),
    ...(own.save !== undefined && { save: saves[own.save] }),
  };
}

/** A glob, or the path of a file that is there, stands for content; anything else for itself. */
function toKeyPart(context: Context, resolver: Resolver, part: string, subject: Subject): KeyPart {
  const isGlob = !part.includes("{{") && /[*?[]|\{[^}]*,/.test(part);
  const looksLikeFile = isGlob || /^[\w@.+/-]*\.[A-Za-z]\w*$|^[\w@.+-]+\/[\w@.+/-]+$/.test(part);
  const isFile = (isGlob || !part.includes("{{")) && matchGlobs([part], context.paths).length > 0;
  if (looksLikeFile && !isFile) context.report(matchesNothing(context, part, subject));
  return create(KeyPartSchema, {
    kind:
      isFile || isGlob
        ? { case: "files", value: part }
        : { case: "text", value: resolver.text(part, subject) },
  });
}

/** Says that a pattern is idle, and what it may have meant. */
export function matchesNothing(context: Context, pattern: string, subject: Subject) {
  const last = pattern.slice(pattern.lastIndexOf("/") + 1);
  const near = /[*?[{]/.test(pattern)
    ? nearest(pattern.split("/")[0]!, new Set(context.paths.map((path) => path.split("/")[0]!)))
    : (nearest(pattern, context.paths) ?? context.paths.find((path) => path.endsWith(`/${last}`)));
  return diagnose("CIG406", `"${pattern}" matches no file of the repository.`, {
    ...(near !== undefined && near !== pattern.split("/")[0] && { hint: `Did you mean "${near}"?` }),
    subject,
  });
}

function isJob({ schema }: Context, id: string): boolean {
  return Object.hasOwn(schema.jobs ?? {}, id) || id === impliedId;
}

function unknownOwner({ schema }: Context, id: string, job: string) {
  const near = nearest(job, Object.keys(schema.jobs ?? {}));
  return diagnose("CIG401", `The cache "${id}" belongs to "${job}", and no job is called that.`, {
    hint: near ? `Did you mean "${near}"?` : `Add [jobs.${job}], or remove job from the cache.`,
    subject: ["caches", id, "job"],
  });
}

function notItsOwn(id: string, owner: string, subject: Subject) {
  return diagnose("CIG104", `The cache "${id}" belongs to the job "${owner}", which alone saves it.`, {
    hint: `Restore it here, or remove job from [caches.${id}].`,
    subject,
  });
}

function incomplete(id: string, missing: "paths" | "key_parts") {
  return diagnose("CIG105", `The cache "${id}" is defined by cig.toml alone and has no ${missing}.`, {
    hint: missing === "paths" ? 'Add paths = ["…"].' : 'Add key_parts = ["…"]: files whose content counts.',
    subject: ["caches", id],
  });
}

function unused(id: string) {
  return diagnose("CIG414", `No job uses the cache "${id}".`, {
    hint: `Use it in a step, { cache = "${id}" }, or remove [caches.${id}].`,
    subject: ["caches", id],
  });
}
