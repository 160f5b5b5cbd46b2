import type { ServiceRow } from "../../../table/table.ts";
import type { Case, Expectation } from "./case.ts";
import { all, job, says } from "./expect.ts";

function machine(feature: string, lines: string, at: string, expect: Expectation, more = ""): Case {
  return {
    feature: `job.${feature}`,
    toml: `${more}[jobs.test]\nsteps = [{ run = "make test" }]\n${lines}\n`,
    at: more === "" ? `jobs.test.${at}` : at,
    expect,
  };
}

const search = (lines: string) =>
  `[services.search]\nimage = "registry.example.com/search:2"\nports = [9200]\n${lines}\n\n`;

const login = 'credentials = { username = "ci", password = "{{ secrets.REGISTRY_TOKEN }}" }';

/** Where a job runs, and beside what. */
export const machineCases: readonly Case[] = [
  machine("os.macos", 'os = "macos"', "os", job("test", { os: "macos" })),
  machine("os.windows", 'os = "windows"\nshell = "pwsh"', "os", job("test", { os: "windows" })),
  machine("arch.arm64", 'arch = "arm64"', "arch", job("test", { arch: "arm64" })),
  machine("image", 'image = "ruby:3.3"', "image", job("test", { image: "ruby:3.3" })),
  machine(
    "image.options",
    'image = { name = "ruby:3.3", options = ["--user=1001"] }',
    "image.options",
    all(job("test", { image: "ruby:3.3" }), says("1001")),
  ),
  machine(
    "image.credentials",
    `image = { name = "registry.example.com/ruby:3.3", ${login} }`,
    "image.credentials",
    all(job("test", { image: "registry.example.com/ruby:3.3" }), says("REGISTRY_TOKEN")),
  ),
  machine(
    "services",
    'services = { db = { image = "postgres:16", ports = [5432], env = { POSTGRES_PASSWORD = "open sesame" } } }',
    "services.db",
    service("db", { image: "postgres:16", ports: ["5432"], password: "open sesame" }),
  ),
  machine(
    "services.ready",
    'services = ["search"]',
    "services.search.ready",
    service("search", { image: "registry.example.com/search:2", waits: true }),
    search('ready = "curl -fs localhost:9200"'),
  ),
  machine(
    "services.options",
    'services = ["search"]',
    "services.search.options",
    all(service("search", { image: "registry.example.com/search:2" }), says("1001")),
    search('options = ["--user=1001"]'),
  ),
  machine(
    "services.credentials",
    'services = ["search"]',
    "services.search.credentials",
    all(service("search", { image: "registry.example.com/search:2" }), says("REGISTRY_TOKEN")),
    search(login),
  ),
];

interface Wanted {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly password?: string;
  readonly waits?: boolean;
}

function service(name: string, wanted: Wanted): Expectation {
  return ({ table }) => {
    const row = table.workflows
      .flatMap(({ jobs }) => jobs)
      .find(({ id }) => id === "test")
      ?.services.find((each) => each.name === name);
    if (!row) return [`The job "test" has no service "${name}".`];
    return faults(row, wanted).map((fault) => `The service "${name}" ${fault}.`);
  };
}

function faults(row: ServiceRow, { image, ports, password, waits }: Wanted): string[] {
  return [
    ...(row.image === image ? [] : [`is ${row.image} and not ${image}`]),
    // Where all ports of a service can be reached, none is named.
    ...(!ports || row.ports.length === 0 || row.ports.join() === ports.join()
      ? []
      : [`has the ports ${row.ports.join()}`]),
    ...(!password || row.env.POSTGRES_PASSWORD === password ? [] : ["has lost its variable"]),
    ...(!waits || row.waitsUntilReady ? [] : ["is not waited for"]),
  ];
}
