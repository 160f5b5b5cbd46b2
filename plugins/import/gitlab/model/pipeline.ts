import type { Test } from "../condition/test.ts";
import type { Place } from "../source/value.ts";

/** What a configuration of GitLab means, with everything in its place: what is read from it and made of it alike. */
export interface Pipeline {
  readonly stages: readonly string[];
  /** Variables of all jobs, as texts of cig.toml, in their order. */
  readonly env: ReadonlyMap<string, string>;
  /** What is asked of the person who starts a pipeline. */
  readonly inputs: ReadonlyMap<string, Input>;
  /** Values that only GitLab and the project's settings have, and what stands in for them. */
  readonly standIns: ReadonlyMap<string, string>;
  readonly jobs: readonly Job[];
  /** True: pipelines of merge requests exist. */
  readonly hasRequests: boolean;
  /** True: a newer pipeline of a branch ends the older one. */
  readonly cancels: boolean;
  readonly name: string;
}

export interface Input {
  readonly default: string;
  readonly description: string;
  readonly options: readonly string[];
}

/** Texts are cig's: `{{ git.sha }}`. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly place: Place | undefined;
  /** Of what says when it runs. */
  readonly whenPlace: Place | undefined;
  readonly stage: string;
  /** When it is in a pipeline, without what it waits for. */
  readonly test: Test;
  /** False: it waits neither for success nor failure: the condition says what of both. */
  readonly isPlain: boolean;
  readonly approval: boolean;
  /** True: nobody waits for it. */
  readonly isOptional: boolean;
  readonly needs: readonly Need[];
  readonly image: string;
  readonly entrypoint: string;
  readonly shell: "bash" | "sh" | "pwsh";
  readonly services: readonly Service[];
  readonly tags: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly secrets: readonly string[];
  readonly script: string;
  readonly afterScript: string;
  readonly caches: readonly Cache[];
  readonly artifacts: Artifacts | undefined;
  readonly reports: readonly Report[];
  /** Other jobs' artifacts, in the order of the jobs. */
  readonly downloads: readonly Download[];
  readonly matrix: readonly Combination[];
  readonly parallelism: number;
  readonly retry: Retry | undefined;
  /** In minutes. */
  readonly timeout: number;
  readonly allowFailure: boolean;
  readonly environment: { readonly name: string; readonly url: string } | undefined;
  readonly concurrency: string;
  readonly hasToken: boolean;
  readonly checkout: { readonly depth: number; readonly submodules: boolean | "recursive" } | undefined;
  /** What the job starts instead of a script: a pipeline of another project. */
  readonly trigger: string;
}

/** A job that has to have ended. */
export interface Need {
  readonly job: string;
  /** True: on some occasions it is not there, and then nothing is waited for. */
  readonly isPartial: boolean;
}

export interface Service {
  readonly name: string;
  readonly image: string;
  readonly env: ReadonlyMap<string, string>;
  readonly options: readonly string[];
}

export interface Cache {
  readonly id: string;
  readonly paths: readonly string[];
  readonly key: string;
  readonly files: readonly string[];
  readonly fallback: readonly string[];
  readonly mode: "both" | "restore" | "save";
  readonly save: "on_success" | "always";
}

export interface Artifacts {
  readonly paths: readonly string[];
  readonly when: "success" | "failure" | "always";
  readonly retentionDays: number;
}

export interface Report {
  readonly kind: "junit" | "coverage";
  readonly format: string;
  readonly paths: readonly string[];
}

export interface Download {
  readonly job: string;
  /** Where the other job is in the pipeline, if that is not wherever this one is. */
  readonly test: Test | undefined;
}

export type Combination = ReadonlyMap<string, string>;

export interface Retry {
  readonly max: number;
  readonly on: readonly (string | number)[];
}
