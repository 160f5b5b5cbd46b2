import type { ServiceKind } from "cig/sdk";
import { readImage } from "./image.ts";

/** What gives PostgreSQL away. Packages that can also talk to other databases are not listed. */
export const postgres: ServiceKind = {
  name: "postgres",
  title: "PostgreSQL",
  tools: ["postgres", "postgresql"],
  codes: "PG",
  packages: {
    ruby: ["activerecord-jdbcpostgresql-adapter", "activerecord-postgis-adapter", "pg", "queue_classic"],
    node: ["@prisma/adapter-pg", "pg", "pg-boss", "pg-promise", "postgres", "slonik"],
    python: [
      "aiopg",
      "asyncpg",
      "django[psycopg]",
      "pg8000",
      "psycopg",
      "psycopg-binary",
      "psycopg2",
      "psycopg2-binary",
      "psycopg2cffi",
    ],
    go: ["github.com/jackc/pgx", "github.com/lib/pq", "gorm.io/driver/postgres"],
    elixir: ["postgrex"],
  },
  rivals: {
    go: [
      "github.com/go-sql-driver/mysql",
      "github.com/mattn/go-sqlite3",
      "github.com/microsoft/go-mssqldb",
      "gorm.io/driver/mysql",
      "gorm.io/driver/sqlite",
      "gorm.io/driver/sqlserver",
      "modernc.org/sqlite",
    ],
    elixir: ["ecto_sqlite3", "myxql", "tds"],
    ruby: ["mysql2", "sqlite3", "trilogy"],
    node: ["better-sqlite3", "mariadb", "mysql", "mysql2", "oracledb", "sqlite3", "tedious"],
    python: [
      "aiomysql",
      "aiosqlite",
      "cx-oracle",
      "mysql-connector-python",
      "mysqlclient",
      "oracledb",
      "pymysql",
    ],
  },
  readImage,
};
