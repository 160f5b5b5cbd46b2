import { linesOf, listOf, type Raw, recordOf } from "../../reader/raw.ts";
import { readRunner } from "../../reader/runner.ts";
import type { Document } from "../document.ts";
import { hasExpression } from "../text.ts";

/** A step of some job, or of an action of the repository, that has to do with a cache. */
export interface CacheStep {
  /** "file jobs/test/steps/2". */
  readonly place: string;
  readonly paths: readonly string[];
  readonly key: string;
  readonly restoreKeys: readonly string[];
  /** It restores and saves at once, and says nothing that only GitHub has a word for. */
  readonly isPlain: boolean;
}

/** Where a job runs. */
export interface Ground {
  /** "linux/amd64"; undefined where the run decides, or where only the owner of the machine knows. */
  readonly machines: readonly string[] | undefined;
  /** The axis that chooses the machine, as cig.toml says it: "{{ matrix.os }}". */
  readonly axis: string | undefined;
  readonly image: string;
}

/** The steps of a list that call the action for caches, or one of its halves. */
export function cacheSteps(steps: unknown, place: string): CacheStep[] {
  return listOf(steps).flatMap((value, index): CacheStep[] => {
    const step = recordOf(value);
    const [call, half] = /^actions\/cache(\/(?:restore|save))?@/i.exec(String(step.uses)) ?? [];
    if (call === undefined) return [];
    const { path, key, "restore-keys": restoreKeys, ...others } = recordOf(step.with);
    const isPlain =
      half === undefined &&
      typeof path === "string" &&
      key !== undefined &&
      Object.keys(others).length === 0 &&
      step.env === undefined;
    return [
      {
        place: `${place}/${index}`,
        paths: linesOf(path),
        key: String(key ?? ""),
        restoreKeys: linesOf(restoreKeys),
        isPlain,
      },
    ];
  });
}

export function stepPlace({ file }: Document, keys: readonly (string | number)[]): string {
  return `${file} ${keys.join("/")}`;
}

const hosted =
  /^(?:ubuntu-(?:latest|\d\d\.\d\d(?:-arm)?)|macos-(?:latest|\d\d)(?:-(?:intel|large|xlarge))?|windows-(?:latest|20\d\d|11-arm))$/;

/** Where a job of these axes runs. */
export function groundOf(job: Raw, matrix: ReadonlyMap<string, readonly unknown[]>): Ground {
  const { container } = job;
  const image = container === undefined || container === null ? "" : JSON.stringify(container);
  const runsOn = job["runs-on"];
  const [, axis = "", field] = /^\$\{\{\s*matrix\.([\w-]+)(?:\.([\w-]+))?\s*\}\}$/.exec(String(runsOn)) ?? [];
  const labels = axis ? axisLabels(matrix.get(axis) ?? [], field) : [runsOn].flat();
  const areHosted = labels.length > 0 && labels.every((label) => hosted.test(String(label)));
  return {
    machines: areHosted && !hasExpression(image) ? [...new Set(labels.map(machineOf))] : undefined,
    axis: axis && (field === undefined ? `{{ matrix.${axis} }}` : `{{ matrix.${axis}.${field} }}`),
    image,
  };
}

function axisLabels(values: readonly unknown[], field: string | undefined): unknown[] {
  return field === undefined ? [...values] : values.map((value) => recordOf(value)[field]);
}

function machineOf(label: unknown): string {
  const { os, arch } = readRunner(label, {});
  return `${os}/${arch}`;
}
