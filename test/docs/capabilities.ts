import type { Manifest, Support } from "../../core/manifest.ts";
import { type Feature, type FeatureGroup, featureGroups } from "../../core/support/features.ts";

const opening = `# What each provider can

One \`cig.toml\` means the same on every provider, or you are told before anything is written. This page is made from
the \`[support]\` tables of the providers' manifests (\`plugins/provider/*/module.toml\`): cig reports from the same tables,
and every cell is a test.

| sign | what it means |
| --- | --- |
| ✓ | The provider has it, in its own words. |
| ~ | The provider has no words for it; cig writes something else that comes to the same. |
| – | The provider cannot, and the rest still holds: the file is rendered without it, and a remark or a warning says so (CIG421, CIG422). |
| ✗ | The provider cannot, and the meaning would be lost: an error points at the key in cig.toml (CIG420), and nothing is rendered for it. |

A number leads to the note below the table. Where a \`~\` matters each time, a remark says so when you plan.
`;

/** The page of the capability matrix. `manifests` are the providers', in the order of the columns. */
export function capabilitiesPage(manifests: readonly Manifest[]): string {
  const providers = manifests.flatMap(({ name, title, support }) =>
    support ? [{ title: title ?? name, support }] : [],
  );
  return [opening, ...featureGroups.map((group) => sectionOf(group, providers))].join("\n");
}

interface Provider {
  readonly title: string;
  readonly support: Readonly<Record<string, Support>>;
}

function sectionOf({ title, features }: FeatureGroup, providers: readonly Provider[]): string {
  const notes: string[] = [];
  const rows = features.map((feature) => {
    const cells = providers.map(({ title, support }) => cellOf(support[feature.id], title, notes));
    return `| ${[nameOf(feature), ...cells].join(" | ")} |\n`;
  });
  const head = ["feature", ...providers.map((provider) => provider.title)];
  const table = `| ${head.join(" | ")} |\n|${" --- |".repeat(head.length)}\n${rows.join("")}`;
  const below = notes.map((note, index) => `${index + 1}. ${note}\n`).join("");
  return `## ${title}\n\n${table}${below === "" ? "" : `\n${below}`}`;
}

/** The title, and the id that manifests and messages know it by. */
function nameOf({ id, title }: Feature): string {
  const code = `\`${id}\``;
  return title === code ? code : `${inTable(title)}<br>${code}`;
}

/** Longer ones make columns that nobody can read. */
const longestWords = 32;

/** The sign, with the number of its note; what several features share is said once. */
function cellOf(support: Support | undefined, title: string, notes: string[]): string {
  if (support === undefined) return "✗";
  if (support === "native") return "✓";
  if (support.is === "native" && support.how.length <= longestWords) return `✓ ${inTable(support.how)}`;
  const note = noteOf(support, title);
  const known = notes.indexOf(note);
  const number = known >= 0 ? known + 1 : notes.push(note);
  return `${signOf(support)} ${number}`;
}

function inTable(text: string): string {
  return text.replaceAll("|", "\\|");
}

function signOf(support: Exclude<Support, "native">): string {
  if (support.is === "native") return "✓";
  if (support.is === "emulated") return "~";
  return support.level ? "–" : "✗";
}

function noteOf(support: Exclude<Support, "native">, title: string): string {
  if (support.is !== "refused") return `${title}: ${support.how}.`;
  return `${title} ${support.why}.${support.hint ? ` ${support.hint.replaceAll(/\s*\n\s*/g, " ")}` : ""}`;
}
