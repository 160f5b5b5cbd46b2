import {
  literalOf,
  readToolInputs,
  reference,
  type ScopedFacts,
  subjectOf,
  type Text,
  text,
  textInput,
  type Use,
  upwards,
} from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";
import { readVersion, releasesAsOf, resolveRange } from "./version.ts";

/** Everything that decides what a use becomes. */
export interface Setup {
  readonly use: Use;
  /** Of the JDK. Absent: whatever the machine has. */
  readonly version?: Text;
  readonly distribution: Text;
  /** What is cached. Absent: nothing is built, or `install = false`. */
  readonly build?: { readonly root: string; readonly tool: "maven" | "gradle" };
  readonly remarks: readonly Remark[];
}

/**
 * Decides by input, matrix and facts. The version is, in this order: the input `version`, a matrix axis named java, what
 * the working directory or a folder above it states, the oldest long-term release that its range allows.
 */
export function decide(use: Use, facts: ScopedFacts): Setup {
  const inputs = readToolInputs(use);
  const remarks = inputs.problems.map(({ message, hint }) =>
    remarkOn("JV205", subjectOf(use), message, hint),
  );
  const roots = facts.directories("package_manager");
  const folders = upwards(use.workingDirectory);
  const root =
    folders.find((folder) => roots.includes(folder)) ??
    (folders.length === 1 && roots.length === 1 ? roots[0] : undefined);
  const find = (name: string) =>
    [...folders, ...(root === undefined ? [] : [root])]
      .map((folder) => facts.find(folder, name))
      .find((value) => value !== undefined);
  const axis = ["java", "java-version", "java_version", "jdk"].find((name) => use.axes.includes(name));
  const version = inputs.version
    ? given(inputs.version, use, remarks)
    : axis === undefined
      ? stated(use, find, remarks)
      : text(reference(`matrix.${axis}`));
  const tool =
    inputs.packageManager ?? (root === undefined ? undefined : facts.find(root, "package_manager"));
  if (tool !== undefined && tool !== "maven" && tool !== "gradle")
    remarks.push(
      remarkOn(
        "JV205",
        subjectOf(use),
        `"${tool.slice(0, 60)}" is no build tool that lang/java knows.`,
        "Use maven or gradle.",
      ),
    );
  if (
    root !== undefined &&
    (tool === "maven" || tool === "gradle") &&
    facts.find(root, "wrapper") === undefined
  )
    remarks.push(noWrapper(use, tool));
  return {
    use,
    ...(version && { version }),
    distribution: textInput(use, "distribution") ?? text(find("distribution") ?? "temurin"),
    ...(inputs.install &&
      root !== undefined &&
      (tool === "maven" || tool === "gradle") && { build: { root, tool } }),
    remarks,
  };
}

function given(version: Text, use: Use, remarks: Remark[]): Text {
  const literal = literalOf(version);
  if (literal === undefined) return version;
  const meaning = readVersion(literal);
  if (meaning.kind === "version") return text(meaning.value);
  if (meaning.kind === "constraint") return text(resolveRange(meaning.value));
  remarks.push(
    remarkOn(
      "JV205",
      subjectOf(use),
      `"${literal.slice(0, 60)}" is no version of Java.`,
      'Write a version such as "21", "21.0.5" or ">=17".',
    ),
  );
  return version;
}

function stated(use: Use, find: (name: string) => string | undefined, remarks: Remark[]): Text | undefined {
  const version = find("version");
  if (version !== undefined) return text(version);
  const range = find("version.constraint");
  const hint = 'Write the version into ".java-version", or set packages = { java = "21" } in cig.toml.';
  if (range === undefined) {
    remarks.push(
      remarkOn(
        "JV201",
        subjectOf(use),
        "The repository does not state a version of Java, so the jobs run with whatever their machine has.",
        hint,
      ),
    );
    return undefined;
  }
  const resolved = resolveRange(range);
  const message = `The repository needs Java ${range} and names no JDK, so the jobs run with Java ${resolved}, the oldest long-term release that fits as of ${releasesAsOf}.`;
  remarks.push(remarkOn("JV203", subjectOf(use), message, hint));
  return text(resolved);
}

function noWrapper(use: Use, tool: "maven" | "gradle"): Remark {
  const [name, command] = tool === "maven" ? ["Maven", "mvn wrapper:wrapper"] : ["Gradle", "gradle wrapper"];
  return remarkOn(
    "JV204",
    subjectOf(use),
    `There is no ${name} wrapper, so the machine must have ${name}, of whichever version.`,
    `Run "${command}" and commit what it writes.`,
  );
}
