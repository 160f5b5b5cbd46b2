import { checkForms, named, planCaches, textInput, type Use } from "cig/sdk";
import { type Credentials, gcsFunctions } from "./functions.ts";

/** Caches in a bucket of Google's: `[backends.gcs]` says which. */
export const plan = planCaches({
  codes: "GCS",
  title: "Google Cloud Storage",
  functions: (use) => gcsFunctions(use.cache!.mode, credentialsOf(use)),
  variables: (use) => {
    const given = (input: string, variable: string) => {
      const value = textInput(use, input);
      return value ? [named(variable, value)] : [];
    };
    return [
      ...given("bucket", "CIG_CACHE_BUCKET"),
      ...given("prefix", "CIG_CACHE_PREFIX"),
      ...given("endpoint", "CIG_CACHE_ENDPOINT"),
      ...(credentialsOf(use) === "federation"
        ? [
            ...given("identity_provider", "CIG_CACHE_IDENTITY"),
            named("CIG_CACHE_TOKEN_ENV", textInput(use, "token_env") ?? "GOOGLE_ID_TOKEN"),
          ]
        : []),
    ];
  },
  check: (use) => checkForms("GCS", use, forms),
});

/** A server of somebody else's gets no credentials of Google's. */
function credentialsOf(use: Use): Credentials {
  if (textInput(use, "endpoint") !== undefined) return "none";
  return textInput(use, "identity_provider") === undefined ? "machine" : "federation";
}

const forms = [
  {
    name: "bucket",
    form: /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/,
    what: "the name of a bucket",
    example: "acme-ci",
  },
  {
    name: "endpoint",
    form: /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?$/,
    what: "an address without a path",
    example: "https://storage.example.com",
  },
  {
    name: "prefix",
    form: /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/,
    what: "a folder of letters, digits and ._-",
    example: "ci/caches",
  },
  {
    name: "identity_provider",
    form: /^projects\/\d+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]+\/providers\/[a-z0-9-]+$/,
    what: "the full name of a provider of a pool of identities",
    example: "projects/123456789012/locations/global/workloadIdentityPools/ci/providers/github",
  },
  { name: "token_env", form: /^[A-Za-z_]\w*$/, what: "the name of a variable", example: "GOOGLE_ID_TOKEN" },
] as const;
