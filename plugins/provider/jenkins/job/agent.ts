import { type Container, type Job, optionsFor, type Runner, type Variant } from "cig/sdk";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { below, helper, type Scope } from "../scope.ts";
import { groovy, literal, type Piece, secretVariable } from "../value/reference.ts";
import { joinSource, literalOfPieces, mergedPieces, piecesOf, textSource } from "../value/text.ts";

/** Where a run takes place, in Jenkins' words. */
export interface Machine {
  readonly os: string;
  readonly arch: string;
  /** An expression of labels; "" for any machine. */
  readonly label: string;
}

/** The machine of a variant: the label that cig.toml gives, or labels for the system and the processor. */
export function machineFor(job: Job, variant: Variant | undefined, top: Scope): Machine {
  const scope = below(top, "runner");
  const runner = variant?.runner ?? job.runner;
  const os = runner?.os || "linux";
  const arch = runner?.arch || (os === "macos" ? "arm64" : "amd64");
  if (!["linux", "macos", "windows"].includes(os) || !["amd64", "arm64"].includes(arch))
    scope.report.add(
      "JK005",
      scope.subject,
      `Nothing says which machines of Jenkins have "${os}" and "${arch}".`,
      'Name them: [runners.NAME] jenkins = { label = "…" }.',
    );
  if (job.image && os !== "linux")
    scope.report.add(
      "JK005",
      [...top.subject, "image"],
      `Jenkins runs images on Linux machines, and "${job.id}" asks for ${os}.`,
      "Let the job run on linux, or leave out image.",
    );
  return { os, arch, label: labelOf(job, runner, os, arch, scope) };
}

function labelOf(job: Job, runner: Runner | undefined, os: string, arch: string, scope: Scope): string {
  const own = optionsFor("jenkins", runner?.providerOptions ?? []);
  for (const key of own.keys())
    if (key !== "label")
      scope.report.add(
        "JK016",
        ["runners", runner?.id ?? "", "jenkins", key],
        `A runner on Jenkins has a label, and no "${key}".`,
        'Write jenkins = { label = "linux && large" }.',
      );
  const label = optionsFor("jenkins", job.providerOptions).get("label") ?? own.get("label");
  if (label !== undefined) {
    if (typeof label !== "string" || /[\r\n\0]/.test(label))
      scope.report.add(
        "JK005",
        scope.subject,
        "A label of Jenkins is a text of one line.",
        'Write label = "…".',
      );
    return String(label);
  }
  if (runner?.id === "self-hosted")
    scope.report.add(
      "JK005",
      scope.subject,
      "Every machine of Jenkins is one of your own, and is found by its label.",
      'Define the runner: [runners.NAME] jenkins = { label = "…" }.',
    );
  return `${os} && ${arch}`;
}

/** The `agent` section of a run. */
export function compileAgent(job: Job, machine: Machine, top: Scope): Code {
  const scope = below(top, "image");
  const label = machine.label === "" ? undefined : `label ${groovyString(machine.label)}`;
  if (!job.image) return label === undefined ? "agent any" : block("agent", label);
  return block(
    "agent",
    block(
      "docker",
      `image ${textSource(job.image.image, scope)}`,
      label,
      ...argumentLines(job.image, scope),
      ...credentialLines(job.image, scope),
    ),
  );
}

function argumentLines(image: Container, scope: Scope): Code[] {
  const source = engineArguments(image, scope);
  return source === undefined ? [] : [`args ${source}`];
}

/** The registry, and the credentials of the kind "username with password" that open it. */
export function credentialLines(container: Container, scope: Scope): Code[] {
  const id = credentialsId(container, scope);
  if (id === undefined) return [];
  const registry = registryOf(container, scope);
  return [
    ...(registry ? [`registryUrl ${groovyString(registry)}`] : []),
    `registryCredentialsId ${groovyString(id)}`,
  ];
}

/** What the credentials are called: the name of the secret that is the password. */
export function credentialsId(
  { credentials }: Pick<Container, "credentials">,
  top: Scope,
): string | undefined {
  if (!credentials) return undefined;
  const scope = below(top, "credentials");
  const parts = credentials.password?.parts ?? [];
  const [only] = parts;
  const path = only?.kind.case === "reference" ? only.kind.value.path : [];
  if (parts.length !== 1 || path[0] !== "secrets" || path.length !== 2) {
    scope.report.add(
      "JK016",
      scope.subject,
      "Jenkins keeps a registry's user and password together in one secret.",
      'Write password = "{{ secrets.NAME }}", where NAME is the id of those credentials.',
    );
    return undefined;
  }
  scope.report.add(
    "JK031",
    scope.subject,
    `The credentials "${path[1]}" have to be of the kind "username with password" on Jenkins; the user's name is taken from there.`,
    "Set them under Manage Jenkins > Credentials.",
  );
  return path[1];
}

/** "https://ghcr.io" for "ghcr.io/a/b:1"; undefined for the usual one. */
export function registryOf({ image }: Pick<Container, "image">, scope: Scope): string | undefined {
  const name = literalOfPieces(piecesOf(image, scope)) ?? "";
  const host = /^([^/]+)\//.exec(name)?.[1];
  return host && /[.:]|^localhost$/.test(host) ? `https://${host}` : undefined;
}

/** The arguments of `docker run` as one text, which Jenkins takes apart at blanks; undefined for none. */
export function engineArguments(
  { env, options }: Container,
  scope: Scope,
  first: readonly string[] = [],
): string | undefined {
  const words: (readonly Piece[])[] = first.map((each) => [literal(each)]);
  for (const { name, value } of env) {
    const own = below(scope, "env", name);
    const pieces = piecesOf(value, own);
    checkVariable(name, pieces, own);
    words.push(quotedWord([literal(`--env=${name}=`), ...pieces], own));
  }
  for (const option of options) words.push(quotedWord([literal(option)], below(scope, "options")));
  if (words.length === 0) return undefined;
  return joinSource(
    mergedPieces(words.flatMap((word, index) => (index === 0 ? word : [literal(" "), ...word]))),
  );
}

function checkVariable(name: string, pieces: readonly Piece[], scope: Scope): void {
  if (!/^[A-Za-z_][\w.-]*$/.test(name))
    scope.report.add(
      "JK001",
      scope.subject,
      `"${name}" is no name for a variable of a container.`,
      'Use letters, digits, "_", "." and "-".',
    );
  if (pieces.some((piece) => piece.kind === "groovy" && piece.source.includes(secretVariable(""))))
    scope.report.add(
      "JK002",
      scope.subject,
      "Jenkins binds secrets around steps, and a container starts before them.",
      "Give it to the steps.",
    );
}

/** One argument, in quotes where it needs them; Jenkins knows `\` in double quotes. */
function quotedWord(pieces: readonly Piece[], scope: Scope): Piece[] {
  const known = literalOfPieces(mergedPieces(pieces));
  if (known !== undefined && /^[\w@%+=:,./-]+$/.test(known)) return [literal(known)];
  const text = pieces.map((piece) => (piece.kind === "literal" ? piece.text : "")).join("");
  if (/[\n\r\0]/.test(text))
    scope.report.add(
      "JK016",
      scope.subject,
      "Jenkins takes the arguments of a container in one line, and this one has several.",
      "Give the value to the steps, in env of the job.",
    );
  const inside = pieces.map((piece) =>
    piece.kind === "literal"
      ? literal(piece.text.replace(/["\\]/g, "\\$&"))
      : groovy(`${helper(scope, "inQuotes")}(${piece.source})`),
  );
  return [literal('"'), ...inside, literal('"')];
}
