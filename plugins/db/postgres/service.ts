import { databaseName, inUrl, literalOf, named, type ServerKind, type Text, text, textInput } from "cig/sdk";
import { postgres } from "./kind.ts";

/** PostgreSQL beside a job, with the variables that libpq, Rails and most frameworks read. */
export const postgresServer: ServerKind = {
  kind: postgres,
  plugin: "db/postgres",
  image: "postgres",
  defaultVersion: "17",
  port: 5432,
  otherImage: {
    title: "The repository uses an image with extensions",
    gets: "the plain image without its extensions",
  },
  make({ use, host, port, request: { facts, project } }) {
    const user = textInput(use, "user") ?? text("postgres");
    const password = textInput(use, "password") ?? text("postgres");
    const database = textInput(use, "database") ?? text(databaseName("postgres", facts, project?.name ?? ""));
    const [role, secret] = [inUrl(user), inUrl(password)];
    return {
      env: [
        { name: "POSTGRES_DB", value: database },
        { name: "POSTGRES_PASSWORD", value: password },
        { name: "POSTGRES_USER", value: user },
      ],
      ready: readyCommand(user, database),
      exports: [
        named("DATABASE_URL", "postgresql://", role, ":", secret, `@${host}:${port}/`, inUrl(database)),
        { name: "PGDATABASE", value: database },
        named("PGHOST", host),
        { name: "PGPASSWORD", value: password },
        named("PGPORT", port),
        { name: "PGUSER", value: user },
      ],
    };
  },
};

/** It runs in a shell inside the container, so only names that need no quoting become a part of it. */
function readyCommand(user: Text, database: Text): string {
  const [role, name] = [literalOf(user) ?? "", literalOf(database) ?? ""];
  const isPlain = (word: string) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(word);
  return isPlain(role) && isPlain(name) ? `pg_isready -U ${role} -d ${name}` : "pg_isready";
}
