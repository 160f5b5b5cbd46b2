import {
  type Fact,
  literalOf,
  type MessageInitShape,
  named,
  type PlanRequest,
  type ServiceSchema,
  type Text,
  text,
  textInput,
  type Use,
} from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";

/** The server for one use, with the variables that libpq, Rails and most frameworks read. */
export function databaseService(
  use: Use,
  image: Text,
  { facts, project }: Pick<PlanRequest, "facts" | "project">,
): { service: MessageInitShape<typeof ServiceSchema>; remarks: readonly Remark[] } {
  const user = textInput(use, "user") ?? text("postgres");
  const password = textInput(use, "password") ?? text("postgres");
  const database = textInput(use, "database") ?? text(databaseName(facts, project?.name ?? ""));
  const { port, remarks } = portOf(use);
  // In a container the job and the server share a network; on the runner the port is published.
  const host = use.inContainer ? serviceName : "localhost";
  const reached = String(use.inContainer ? serverPort : port);
  return {
    service: {
      name: serviceName,
      image,
      ports: [{ container: serverPort, host: port }],
      env: [
        { name: "POSTGRES_DB", value: database },
        { name: "POSTGRES_PASSWORD", value: password },
        { name: "POSTGRES_USER", value: user },
      ],
      ready: { command: readyCommand(user, database), intervalSeconds: 5, timeoutSeconds: 5, retries: 10 },
      exports: [
        named(
          "DATABASE_URL",
          "postgresql://",
          inUrl(user),
          ":",
          inUrl(password),
          `@${host}:${reached}/`,
          inUrl(database),
        ),
        { name: "PGDATABASE", value: database },
        named("PGHOST", host),
        { name: "PGPASSWORD", value: password },
        named("PGPORT", reached),
        { name: "PGUSER", value: user },
      ],
    },
    remarks,
  };
}

const serviceName = "postgres";
const serverPort = 5432;

/** The tests' database of config/database.yml, else the project's name as Rails would write it. */
function databaseName(facts: readonly Fact[], project: string): string {
  const stated = facts.find(({ key }) => key === "service.postgres.database")?.value;
  if (stated) return stated;
  const name = project
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    // The server cuts names at 63 bytes.
    .slice(0, 50);
  return name === "" || /^\d/.test(name) ? "app_test" : `${name}_test`;
}

function portOf(use: Use): { port: number; remarks: readonly Remark[] } {
  const written = textInput(use, "port");
  if (!written) return { port: serverPort, remarks: [] };
  const port = Number(literalOf(written) ?? Number.NaN);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return { port, remarks: [] };
  const wrong = remarkOn(
    "PG203",
    use,
    `The port of postgres for "${use.job}" is no number from 1 to 65535 that is known before the run.`,
    "Write port = 5432.",
  );
  return { port: serverPort, remarks: [wrong] };
}

/** It runs in a shell inside the container, so only names that need no quoting become a part of it. */
function readyCommand(user: Text, database: Text): string {
  const [role, name] = [literalOf(user) ?? "", literalOf(database) ?? ""];
  const isPlain = (word: string) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(word);
  return isPlain(role) && isPlain(name) ? `pg_isready -U ${role} -d ${name}` : "pg_isready";
}

/** Characters are escaped for a URL; a run-time name must hold what a URL can. */
function inUrl(value: Text): Text {
  return text(
    ...value.parts.map((part) => (part.kind.case === "literal" ? encodeURIComponent(part.kind.value) : part)),
  );
}
