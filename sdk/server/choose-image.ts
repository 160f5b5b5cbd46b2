import type { Fact } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { Remark } from "../remarks.ts";
import { literalOf, text } from "../text.ts";
import { textInput, versionOf } from "../use.ts";
import { remarkOn } from "./remarks.ts";
import type { ServerKind } from "./server.ts";

/** The image that a job gets. */
export interface ImageChoice {
  readonly image: Text;
  /** Absent when the image is given as a whole. */
  readonly version?: Text;
  readonly remarks: readonly Remark[];
}

/** `image`, else the `version` or matrix axis, else the image and then the version that the repository states. */
export function chooseImage(server: ServerKind, use: Use, facts: readonly Fact[]): ImageChoice {
  const { name } = server.kind;
  const image = textInput(use, "image");
  if (image && literalOf(image) !== "") return { image, remarks: [] };
  const special = facts.find(({ key }) => key === `service.${name}.image`);
  const stated = versionOf(use, name, facts, [`service.${name}.version`]);
  if (special && (!stated || stated.origin === "fact"))
    return { image: text(special.value), ...(stated && { version: stated.version }), remarks: [] };
  if (stated)
    return {
      image: officialImage(server, stated.version),
      version: stated.version,
      remarks: special ? [otherImage(server, use, special)] : [],
    };
  const usual = text(server.defaultVersion);
  return { image: officialImage(server, usual), version: usual, remarks: [notStated(server, use)] };
}

function officialImage({ image, tagOf }: ServerKind, version: Text): Text {
  const written = literalOf(version);
  const tag = written === undefined ? undefined : tagOf?.(written);
  return tag === undefined ? text(`${image}:`, version) : text(`${image}:${tag}`);
}

function notStated(server: ServerKind, use: Use): Remark {
  const { kind, defaultVersion, plugin } = server;
  return remarkOn(
    server,
    "201",
    use,
    `The repository states no version of ${kind.title}, so jobs get ${defaultVersion}, the default of ${plugin}.`,
    `State it: services = { ${kind.name} = "${defaultVersion}" }.`,
  );
}

function otherImage(server: ServerKind, use: Use, special: Fact): Remark {
  const file = special.evidence[0]?.file ?? "the repository";
  return remarkOn(
    server,
    "202",
    use,
    `"${file}" runs ${special.value}, but "${use.job}" asks for a version and so gets ${server.otherImage.gets}.`,
    `Name the image instead, in a step: { uses = "${server.plugin}", with = { image = "${special.value}" } }.`,
  );
}
