import { cacheBeginning, folderOf } from "cig/sdk/table";
import type { Word } from "../statements.ts";
import { keyIn } from "./cache.ts";
import { type State, type Status, timeOf } from "./state.ts";

/** Functions of cig that leave, get, keep or show files, and git. */
export function readOwn(
  verb: string,
  texts: readonly string[],
  words: readonly Word[],
  status: Status,
  state: State,
): void {
  const time = timeOf(status, state);
  const [first = "", second = "", ...rest] = texts;
  const last = state.steps.at(-1);
  switch (verb) {
    case "keep":
      state.steps.push({
        kind: "upload",
        name: first,
        paths: rest,
        ifMissing: second === "error" || second === "ignore" ? second : "warn",
        ...time,
      });
      break;
    case "keep_workspace":
      state.steps.push({ kind: "upload", name: first, paths: [second, ...rest].filter(Boolean), ...time });
      break;
    case "fetch":
      state.steps.push({ kind: "download", name: first, path: folderOf(second), ...time });
      break;
    case "fetch_workspace":
      state.steps.push({ kind: "download", name: first, path: "", ...time });
      break;
    case "report":
      state.steps.push({
        kind: "report",
        report: ["cobertura", "jacoco", "lcov"].includes(first) ? "coverage" : first,
        paths: rest,
        ...time,
      });
      break;
    case "restore_cache": {
      const name = /\$\{(paths_\d+)\[\*\]\}/.exec(words[0]?.source ?? "")?.[1];
      state.steps.push({
        kind: "cache",
        paths: state.paths.get(name ?? "") ?? [],
        mode: "restore",
        ...keyIn(words[1]?.source ?? "", state),
        restoreKeys: texts.slice(2).map(cacheBeginning),
        ...time,
      });
      break;
    }
    case "git":
      if (last?.kind === "checkout" || first === "init" || first === "fetch") readGit(texts, state);
      break;
    default:
      break;
  }
}

/** What git does behind the agent's checkout, or in its place. */
function readGit(texts: readonly string[], state: State): void {
  const plain = texts[0] === "-C" ? texts.slice(2) : texts;
  const index = state.steps.findLastIndex(({ kind }) => kind === "checkout");
  const last = state.steps[index];
  const change = (part: object) => {
    if (last?.kind === "checkout") state.steps[index] = { ...last, ...part };
  };
  const [verb, ...rest] = plain;
  if (verb === "init")
    state.steps.push({ kind: "checkout", ref: "", depth: 1, submodules: false, lfs: false });
  else if (verb === "submodule") change({ submodules: true });
  else if (verb === "lfs") change({ lfs: true });
  else if (verb === "fetch" && rest.length > 0) {
    const ref = rest.at(-1)!;
    const depth = rest.indexOf("--depth");
    change({
      ref: ref === "{{ git.sha }}" ? "" : ref,
      ...(texts[0] === "-C" && { depth: depth < 0 ? 0 : Number(rest[depth + 1]) }),
    });
  }
}
