import { type Fact, literalOf, type Text, text, textInput, type Use, versionOf } from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";

/** The image that a job gets. */
export interface ImageChoice {
  readonly image: Text;
  /** Absent when the image is given as a whole. */
  readonly version?: Text;
  readonly remarks: readonly Remark[];
}

/** The tag when nobody states a version. */
export const defaultVersion = "17";

/** `image`, else the `version` or matrix axis, else the image and then the version that the repository states. */
export function chooseImage(use: Use, facts: readonly Fact[]): ImageChoice {
  const image = textInput(use, "image");
  if (image && literalOf(image) !== "") return { image, remarks: [] };
  const special = facts.find(({ key }) => key === "service.postgres.image");
  const stated = versionOf(use, "postgres", facts, ["service.postgres.version"]);
  if (special && (!stated || stated.origin === "fact"))
    return { image: text(special.value), ...(stated && { version: stated.version }), remarks: [] };
  if (stated)
    return {
      image: text("postgres:", stated.version),
      version: stated.version,
      remarks: special ? [lacksExtensions(use, special)] : [],
    };
  return {
    image: text(`postgres:${defaultVersion}`),
    version: text(defaultVersion),
    remarks: [notStated(use)],
  };
}

function notStated(use: Use): Remark {
  return remarkOn(
    "PG201",
    use,
    `The repository states no version of PostgreSQL, so jobs get ${defaultVersion}, the default of db/postgres.`,
    `State it: services = { postgres = "${defaultVersion}" }.`,
  );
}

function lacksExtensions(use: Use, special: Fact): Remark {
  const file = special.evidence[0]?.file ?? "the repository";
  return remarkOn(
    "PG202",
    use,
    `"${file}" runs ${special.value}, but "${use.job}" asks for a version and so gets the plain image without its extensions.`,
    `Name the image instead, in a step: { uses = "db/postgres", with = { image = "${special.value}" } }.`,
  );
}
