import { type ServiceRow, shellTokens } from "cig/sdk/table";

/** A script of cig that has to do with services, and what it says of them. */
export type ServiceScript =
  | { readonly kind: "start"; readonly service: ServiceRow }
  | { readonly kind: "wait"; readonly name: string }
  | { readonly kind: "none" };

/** Reads `docker run --detach --name "$CIG_UNIT-"db …`; undefined for a script of the author's. */
export function readServiceScript(
  script: string,
  label: string,
  env: Readonly<Record<string, string>>,
): ServiceScript | undefined {
  if (env.CIG_UNIT === undefined) return undefined;
  const wait = /^Wait for (.+)$/.exec(label)?.[1];
  if (wait !== undefined) return { kind: "wait", name: wait };
  const name = /^Start (.+)$/.exec(label)?.[1];
  if (name === undefined) return { kind: "none" };
  const words = wordsOf(script);
  const ports: string[] = [];
  const variables: [string, string][] = [];
  for (const [index, word] of words.entries()) {
    const value = words[index + 1] ?? "";
    if (word === "--publish") {
      const [host, container] = value.split(":");
      ports.push(host === container ? host! : `${host}:${container}`);
    }
    if (word === "--expose") ports.push(value);
    if (word === "--env") {
      const [key = "", carrier] = value.split("=");
      const variable = carrier?.replace(/^\$/, "") ?? key;
      variables.push([key, env[variable] ?? ""]);
    }
  }
  return {
    kind: "start",
    service: {
      name,
      image: env.CIG_IMAGE ?? "",
      ports: ports.sort(),
      env: Object.fromEntries(variables),
      waitsUntilReady: false,
    },
  };
}

function wordsOf(script: string): string[] {
  return (shellTokens(script) ?? []).flatMap((token) =>
    token.kind === "word"
      ? [token.pieces.map((piece) => (piece.kind === "expansion" ? piece.source : piece.text)).join("")]
      : [],
  );
}
