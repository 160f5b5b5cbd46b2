import type { Job, Runner, Service } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type Feature, inJob, ofJob } from "../feature.ts";

/** Where a job runs, and beside what. */
export const machineFeatures: readonly Feature[] = [
  ofRunner("job.os.macos", "macOS", "os", ({ os }) => os === "macos"),
  ofRunner("job.os.windows", "Windows", "os", ({ os }) => os === "windows"),
  // A Mac is an arm machine where nothing else is said, and it is the Mac that counts.
  ofRunner("job.arch.arm64", "arm64", "arch", ({ os, arch }) => arch === "arm64" && os !== "macos"),
  ofJob("job.image", "`image` of a job", ({ image }) => image, "image"),
  ofJob("job.image.options", "`options` of an image", ({ image }) => image?.options.length, "image.options"),
  ofJob(
    "job.image.credentials",
    "`credentials` of an image",
    ({ image }) => image?.credentials,
    "image.credentials",
  ),
  ofService("job.services", "`services`", "", () => true),
  ofService("job.services.ready", "`ready` of a service", "ready", ({ ready }) => ready),
  ofService("job.services.options", "`options` of a service", "options", ({ options }) => options.length),
  ofService(
    "job.services.credentials",
    "`credentials` of a service",
    "credentials",
    ({ credentials }) => credentials,
  ),
];

function ofRunner(id: string, title: string, key: string, isUsed: (runner: Runner) => boolean): Feature {
  const runnersOf = ({ runner, variants }: Job) => [runner, ...variants.map((variant) => variant.runner)];
  const test = (job: Job) => runnersOf(job).some((runner) => runner && isUsed(runner));
  return ofJob(id, title, test, key, "runner", `matrix.${key}`, "matrix.os");
}

/** A service is defined at the top or in its job; a plugin's stands nowhere but in the job. */
function ofService(id: string, title: string, key: string, isUsed: (service: Service) => unknown): Feature {
  return {
    id,
    title,
    *find({ jobs }) {
      for (const job of jobs)
        for (const service of job.services.filter(isUsed)) {
          const definition = ["services", service.name];
          const inPlace = ["jobs", job.id, "services", service.name];
          const keyed =
            key === ""
              ? []
              : [
                  [...inPlace, key],
                  [...definition, key],
                ];
          yield [...keyed, inPlace, ...inJob(job, ["services"])];
        }
    },
  };
}
