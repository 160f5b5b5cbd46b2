/**
 * Whether a version fits a range of cig.toml; undefined when it is no range. Ranges are those of npm, except that
 * `~1.2` is Terraform's and Ruby's `~> 1.2`: any 1.x from 1.2 on. The design uses it so: `lang/ruby@~1.2` takes 1.3.0.
 */
export async function fitsRange(version: string, range: string): Promise<boolean | undefined> {
  return (await openRanges())(version, range);
}

/** The same, for many questions: loads what it needs once. */
export async function openRanges(): Promise<(version: string, range: string) => boolean | undefined> {
  const { satisfies, validRange } = await import("semver");
  return (version, range) => fits(satisfies, validRange, version, range);
}

function fits(
  satisfies: (version: string, range: string) => boolean,
  validRange: (range: string) => string | null,
  version: string,
  range: string,
): boolean | undefined {
  const npmRange = range.replace(pessimistic, (_, before: string, major: string, minor: string) => {
    return `${before}>=${major}.${minor}.0 <${Number(major) + 1}.0.0-0`;
  });
  return validRange(npmRange) === null ? undefined : satisfies(version, npmRange);
}

const pessimistic = /(^|[\s|])~>?\s*v?(\d+)\.(\d+)(?=$|[\s|])/g;
