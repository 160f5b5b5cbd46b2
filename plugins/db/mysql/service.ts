import { databaseName, inUrl, literalOf, named, type ServerKind, text, textInput } from "cig/sdk";
import { mysql } from "./kind.ts";

/** MySQL beside a job: DATABASE_URL and MYSQL_… for its steps. */
export const mysqlServer: ServerKind = {
  kind: mysql,
  plugin: "db/mysql",
  image: "mysql",
  defaultVersion: "8.4",
  port: 3306,
  otherImage: {
    title: "The repository uses another server than MySQL",
    gets: "the official image of MySQL",
  },
  make({ use, image, host, port, request: { facts, project } }) {
    const password = textInput(use, "password") ?? text("mysql");
    const database = textInput(use, "database") ?? text(databaseName("mysql", facts, project?.name ?? ""));
    // Clients take "localhost" for a socket in the file system, which a container does not share.
    const reached = host === "localhost" ? "127.0.0.1" : host;
    const scheme = facts.find(({ key }) => key === "service.mysql.adapter")?.value ?? "mysql";
    return {
      env: [
        { name: "MYSQL_DATABASE", value: database },
        { name: "MYSQL_ROOT_PASSWORD", value: password },
      ],
      ready: `${adminOf(literalOf(image) ?? "")} ping -h 127.0.0.1 --silent`,
      retries: 20,
      exports: [
        named("DATABASE_URL", `${scheme}://root:`, inUrl(password), `@${reached}:${port}/`, inUrl(database)),
        { name: "MYSQL_DATABASE", value: database },
        named("MYSQL_HOST", reached),
        { name: "MYSQL_PASSWORD", value: password },
        named("MYSQL_PORT", port),
        named("MYSQL_USER", "root"),
      ],
    };
  },
};

/** MariaDB left MySQL's names for its programs with version 11. */
function adminOf(image: string): string {
  return /(^|\/)mariadb(:|@|$)/.test(image) ? "mariadb-admin" : "mysqladmin";
}
