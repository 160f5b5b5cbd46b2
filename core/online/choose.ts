import { compareVersions, type Pin, satisfiesVersion } from "../pins.ts";

/**
 * The version to fetch of those that there are: the newest release that is one of all that are asked for ("v2" and
 * "v2.1": v2.1.9, not v2.2.0). A branch, a release candidate or any other word is taken where it is asked for by name.
 */
export function chooseVersion(wanted: readonly string[], known: readonly Pin[]): Pin | undefined {
  const exact = known.find(({ version }) => wanted.every((word) => word === version));
  const fitting = releasesOf(known).filter(({ version }) =>
    wanted.every((word) => satisfiesVersion(version, word)),
  );
  return newestOf(fitting) ?? exact;
}

/** The newest release of all. */
export function newestVersion(known: readonly Pin[]): Pin | undefined {
  return newestOf(releasesOf(known));
}

function releasesOf(known: readonly Pin[]): Pin[] {
  return known.filter(({ version }) => /^v?\d+(?:\.\d+)*$/.test(version));
}

/** Of "v4" and "v4.0.0", which are as old, the one that says more; of "4.1" and "v4.1" the first in the alphabet. */
function newestOf(pins: readonly Pin[]): Pin | undefined {
  return pins.reduce<Pin | undefined>(
    (best, pin) => (best === undefined || isBetter(pin, best) ? pin : best),
    undefined,
  );
}

function isBetter(one: Pin, other: Pin): boolean {
  const plain = (version: string) => version.replace(/^v/, "").replace(/(?:\.0+)+$/, "");
  if (plain(one.version) !== plain(other.version)) return compareVersions(one.version, other.version) > 0;
  const [parts, otherParts] = [one, other].map(({ version }) => version.split(".").length) as [
    number,
    number,
  ];
  return parts !== otherParts ? parts > otherParts : one.version < other.version;
}
