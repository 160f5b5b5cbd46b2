import { type Credentials, type Table, type Text, table } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { characters } from "../value/characters.ts";
import { type Carried, shellWord } from "../value/shell.ts";
import { piecesOf, textOfPieces } from "../value/text.ts";

/** The value of `auth`: CircleCI fetches an image with it before the job has a shell. */
export function compileAuth(credentials: Credentials | undefined, top: Scope): Table | undefined {
  if (!credentials) return undefined;
  const scope = below(top, "credentials");
  return table(
    ["username", compileAuthText(credentials.username, below(scope, "username"))],
    ["password", compileAuthText(credentials.password, below(scope, "password"))],
  );
}

/**
 * Lines of a shell that log in to the registry of an image. The password is in no list of processes; `image` is a
 * word of a shell.
 */
export function loginLines(
  credentials: Credentials | undefined,
  image: string,
  carried: Carried,
  top: Scope,
): string[] {
  if (!credentials) return [];
  const scope = below(top, "credentials");
  const user = shellWord(credentials.username, carried, below(scope, "username"));
  const password = shellWord(credentials.password, carried, below(scope, "password"));
  return [
    `registry=${image}`,
    // As Docker does: what stands before the first slash is a host when it looks like one.
    'case "$registry" in *[.:]*/* | localhost/*) registry=${registry%%/*} ;; *) registry= ;; esac',
    'case "$registry" in *[.:]* | localhost) ;; *) registry= ;; esac',
    `printf '%s' ${password} | docker login --username ${user} --password-stdin \${registry:+"$registry"}`,
  ];
}

/** A secret is named by its variable; any other `$` would be taken for one. */
function compileAuthText(text: Text | undefined, scope: Scope): string {
  const [only] = text?.parts ?? [];
  const path = only?.kind.case === "reference" ? only.kind.value.path : [];
  if (text?.parts.length === 1 && path[0] === "secrets" && path.length === 2) {
    if (!/^[A-Za-z_]\w*$/.test(path[1]!)) piecesOf(text, scope);
    return `$${path[1]}`;
  }
  const pieces = piecesOf(text, scope);
  const isKnown = pieces.every((piece) =>
    piece.kind === "literal" ? !piece.text.includes("$") : piece.kind === "config",
  );
  if (!isKnown)
    scope.report.add(
      "CC016",
      scope.subject,
      "CircleCI reads credentials of images before the job starts: a value is plain characters without `$`, or one secret and nothing else.",
      'Put the whole value into a secret: "{{ secrets.NAME }}".',
    );
  return isKnown ? textOfPieces(pieces, scope) : characters("", scope);
}
