import { create, reference, text, ValueSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import postgres from "../../../../plugins/db/postgres/plugin.ts";
import {
  expansionsOf,
  factsOf,
  packageUse,
  planned,
  remarksOf,
  serviceUse,
  stepUse,
  table,
  written,
} from "../../request.ts";

type PlanRequestInit = Omit<Parameters<typeof planned>[1], "$typeName">;

const project = { name: "Invoice Desk", defaultBranch: "main" };
const input = (name: string, value: string) => ({
  name,
  value: { case: "text" as const, value: text(value) },
});

async function serviceOf(request: PlanRequestInit) {
  const [expansion] = expansionsOf(await planned(postgres, { project, ...request }));
  return expansion!.services[0]!;
}

describe('services = ["postgres"]', () => {
  it("becomes a server that is waited for, and the variables that lead to it", async () => {
    const service = await serviceOf({
      uses: [serviceUse("postgres")],
      facts: factsOf({ "service.postgres.version": "16" }),
    });
    expect(service.name).toBe("postgres");
    expect(written(service.image)).toBe("postgres:16");
    expect(service.ports).toMatchObject([{ container: 5432, host: 5432 }]);
    expect(table(service.env)).toEqual({
      POSTGRES_DB: "invoice_desk_test",
      POSTGRES_PASSWORD: "postgres",
      POSTGRES_USER: "postgres",
    });
    expect(service.ready).toMatchObject({
      command: "pg_isready -U postgres -d invoice_desk_test",
      intervalSeconds: 5,
      timeoutSeconds: 5,
      retries: 10,
    });
    expect(table(service.exports)).toEqual({
      DATABASE_URL: "postgresql://postgres:postgres@localhost:5432/invoice_desk_test",
      PGDATABASE: "invoice_desk_test",
      PGHOST: "localhost",
      PGPASSWORD: "postgres",
      PGPORT: "5432",
      PGUSER: "postgres",
    });
  });

  it("is reached by its name in a container", async () => {
    const uses = [serviceUse("postgres", { inContainer: true, inputs: [input("port", "5433")] })];
    const service = await serviceOf({ uses });
    expect(service.ports).toMatchObject([{ container: 5432, host: 5433 }]);
    expect(table(service.exports)).toMatchObject({ PGHOST: "postgres", PGPORT: "5432" });
  });

  it("answers a step as it answers a service, and no package", async () => {
    const response = await planned(postgres, {
      project,
      uses: [stepUse("db/postgres", { inputs: [input("version", "15")] }), packageUse("postgres")],
    });
    expect(expansionsOf(response).map(({ use }) => use)).toEqual(["test/steps/0"]);
    expect(written(expansionsOf(response)[0]!.services[0]!.image)).toBe("postgres:15");
    expect(expansionsOf(response)[0]!.versions.map(({ tool, version }) => [tool, written(version)])).toEqual([
      ["postgres", "15"],
    ]);
  });
});

describe("the image", () => {
  const vector = factsOf({
    "service.postgres.image": "pgvector/pgvector:pg16 <- compose.yaml",
    "service.postgres.version": "16 <- compose.yaml",
  });

  it("is the default when nobody states a version, and that is said", async () => {
    const uses = [
      serviceUse("postgres"),
      serviceUse("postgres", { id: "lint/services/postgres", job: "lint" }),
    ];
    const response = await planned(postgres, { uses });
    expect(written(expansionsOf(response)[0]!.services[0]!.image)).toBe("postgres:17");
    expect(remarksOf(response)).toEqual(["INFO PG201 jobs.lint.services"]);
  });

  it("follows image, then version, then the matrix, then the repository", async () => {
    const image = async (more: object, facts = vector) =>
      written((await serviceOf({ uses: [serviceUse("postgres", more)], facts })).image);
    expect(await image({ inputs: [input("image", "postgis/postgis:16-3.4"), input("version", "15")] })).toBe(
      "postgis/postgis:16-3.4",
    );
    expect(await image({ inputs: [input("version", "15-alpine")], axes: ["postgres"] })).toBe(
      "postgres:15-alpine",
    );
    expect(await image({ axes: ["postgres"] })).toBe("postgres:{{ matrix.postgres }}");
    expect(await image({})).toBe("pgvector/pgvector:pg16");
    expect(await image({}, factsOf({ "service.postgres.version": "14.2" }))).toBe("postgres:14.2");
  });

  it("without the extensions of the repository's own is remarked", async () => {
    const response = await planned(postgres, {
      uses: [serviceUse("postgres", { inputs: [input("version", "15")] })],
      facts: vector,
    });
    expect(remarksOf(response)).toEqual(["WARNING PG202 jobs.test.services"]);
  });
});

describe("the database", () => {
  it("is named by an input, then config/database.yml, then the project", async () => {
    const name = async (request: object) =>
      table((await serviceOf({ uses: [serviceUse("postgres")], ...request })).exports).PGDATABASE;
    const facts = factsOf({ "service.postgres.database": "shop_test" });
    expect(
      await name({ facts, uses: [serviceUse("postgres", { inputs: [input("database", "mine")] })] }),
    ).toBe("mine");
    expect(await name({ facts })).toBe("shop_test");
    expect(await name({ project: { name: "42 Ways" } })).toBe("app_test");
    expect(await name({ project: { name: "日本" } })).toBe("app_test");
    expect(await name({ project: { name: "" } })).toBe("app_test");
  });

  it("keeps every character of user, password and name in the URL, and none of them in the ready check", async () => {
    const inputs = [input("user", "a b"), input("password", "p@ss/w:d"), input("database", "x; rm -rf /")];
    const service = await serviceOf({ uses: [serviceUse("postgres", { inputs })] });
    expect(table(service.exports).DATABASE_URL).toBe(
      "postgresql://a%20b:p%40ss%2Fw%3Ad@localhost:5432/x%3B%20rm%20-rf%20%2F",
    );
    expect(service.ready!.command).toBe("pg_isready");
  });

  it("takes a password that only the run knows", async () => {
    const secret = {
      name: "password",
      value: { case: "text" as const, value: text(reference("secrets.PG")) },
    };
    const service = await serviceOf({ uses: [serviceUse("postgres", { inputs: [secret] })] });
    expect(table(service.exports).DATABASE_URL).toBe(
      "postgresql://postgres:{{ secrets.PG }}@localhost:5432/invoice_desk_test",
    );
  });
});

describe("the port", () => {
  it("is a number on the runner", async () => {
    const port = {
      name: "port",
      value: {
        case: "other" as const,
        value: create(ValueSchema, { kind: { case: "integer", value: 5433n } }),
      },
    };
    const service = await serviceOf({ uses: [serviceUse("postgres", { inputs: [port] })] });
    expect(service.ports).toMatchObject([{ container: 5432, host: 5433 }]);
    expect(table(service.exports)).toMatchObject({ PGPORT: "5433" });
  });

  it.each(["0", "65536", "-1", "5432.5", "five", "5432; true"])("is not %s", async (port) => {
    const response = await planned(postgres, {
      uses: [serviceUse("postgres", { inputs: [input("version", "16"), input("port", port)] })],
    });
    expect(remarksOf(response)).toEqual(["ERROR PG203 jobs.test.services"]);
  });
});
