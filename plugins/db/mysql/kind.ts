import type { ImageName, ServiceKind } from "cig/sdk";

/** What gives MySQL away, or MariaDB, which stands in for it. */
export const mysql: ServiceKind = {
  name: "mysql",
  title: "MySQL",
  tools: ["mysql"],
  codes: "MYSQL",
  packages: {
    ruby: ["activerecord-jdbcmysql-adapter", "mysql2", "trilogy"],
    node: ["@prisma/adapter-mariadb", "mariadb", "mysql", "mysql2"],
    python: ["aiomysql", "asyncmy", "mysql-connector-python", "mysqlclient", "pymysql"],
    go: ["github.com/go-sql-driver/mysql", "gorm.io/driver/mysql"],
    elixir: ["myxql"],
  },
  rivals: {
    ruby: ["pg", "sqlite3"],
    node: ["better-sqlite3", "oracledb", "pg", "postgres", "sqlite3", "tedious"],
    python: ["aiosqlite", "asyncpg", "cx-oracle", "oracledb", "psycopg", "psycopg2", "psycopg2-binary"],
    go: [
      "github.com/jackc/pgx",
      "github.com/lib/pq",
      "github.com/mattn/go-sqlite3",
      "github.com/microsoft/go-mssqldb",
      "gorm.io/driver/postgres",
      "gorm.io/driver/sqlite",
      "gorm.io/driver/sqlserver",
      "modernc.org/sqlite",
    ],
    elixir: ["ecto_sqlite3", "postgrex"],
  },
  readImage,
};

/** Servers that stand in for MySQL under a name and numbering of their own. */
const relatives = new Set(["mariadb", "percona", "percona-server"]);

function readImage({
  repository,
  base,
  tag,
}: ImageName): { version?: string; isSpecial?: boolean } | undefined {
  if (base !== "mysql" && base !== "mysql-server" && !relatives.has(base)) return undefined;
  const isPlain = [
    "mysql",
    "mysql/mysql-server",
    "bitnami/mysql",
    "bitnamilegacy/mysql",
    "cimg/mysql",
  ].includes(repository);
  // What MariaDB counts is another thing than versions of MySQL.
  const version = base === "mariadb" ? undefined : /^v?(\d+(?:\.\d+){0,2})(?:$|-|_)/.exec(tag ?? "")?.[1];
  return {
    ...(version !== undefined && Number(version.split(".")[0]) < 30 && { version }),
    ...(!isPlain && tag !== undefined && { isSpecial: true }),
  };
}
