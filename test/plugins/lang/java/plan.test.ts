import { reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { pins } from "../../../../plugins/lang/java/pins.ts";
import { plan, use } from "./planning.ts";

const facts = { version: "21.0.5", package_manager: "maven", wrapper: "mvnw" };
const input = (name: string, value: string | ReturnType<typeof reference>) => ({
  name,
  value: { case: "text" as const, value: text(value) },
});

describe('packages = ["java"]', () => {
  it("becomes JDK and cache, in this order", async () => {
    expect(await plan(facts)).toEqual({
      expansions: [
        {
          use: "test/packages/java",
          steps: ["actions/setup-java distribution=temurin java-version=21.0.5", "cache maven"],
          caches: [
            {
              id: "maven",
              paths: ["~/.m2/repository", "~/.m2/wrapper"],
              key: ["files **/pom.xml", "files .mvn/wrapper/maven-wrapper.properties"],
            },
          ],
          versions: ["java 21.0.5"],
        },
      ],
      remarks: [],
    });
  });

  it("caches for Gradle what its files name, in the folder of the build", async () => {
    const only = { "[app].package_manager": "gradle", "[app].wrapper": "app/gradlew", "[app].version": "21" };
    expect((await plan(only)).expansions[0]!.caches).toEqual([
      {
        id: "gradle-app",
        paths: ["~/.gradle/caches", "~/.gradle/wrapper"],
        key: [
          "files app/**/*.gradle*",
          "files app/gradle/wrapper/gradle-wrapper.properties",
          "files app/gradle/*.versions.toml",
        ],
      },
    ]);
  });

  it("takes the distribution that is stated, or the input's", async () => {
    const zulu = { ...facts, distribution: "zulu" };
    expect((await plan(zulu)).expansions[0]!.steps[0]).toContain("distribution=zulu ");
    const uses = [use({ inputs: [input("distribution", "corretto")] })];
    expect((await plan(zulu, uses)).expansions[0]!.steps[0]).toContain("distribution=corretto ");
  });

  it("resolves a range against its table, and says so; where nothing is stated it leaves Java as it is", async () => {
    const { version: _, ...unstated } = facts;
    expect(await plan({ ...unstated, "version.constraint": ">=18" })).toMatchObject({
      expansions: [{ versions: ["java 21"] }],
      remarks: ["JV203 jobs.test.packages"],
    });
    expect(await plan(unstated)).toMatchObject({
      expansions: [{ steps: ["cache maven"], versions: [] }],
      remarks: ["JV201 jobs.test.packages"],
    });
  });

  it("says that the machine must have the build tool where there is no wrapper", async () => {
    expect((await plan({ version: "21", package_manager: "gradle" })).remarks).toEqual([
      "JV204 jobs.test.packages",
    ]);
  });
});

describe("the version that a job gets", () => {
  const first = async (more: Parameters<typeof use>[0]) =>
    (await plan(facts, [use(more)])).expansions[0]!.versions[0];

  it("is the input before the matrix before the facts", async () => {
    expect(await first({ inputs: [input("version", "25")], axes: ["java"] })).toBe("java 25");
    expect(await first({ inputs: [input("version", ">=8")] })).toBe("java 17");
    expect(await first({ inputs: [input("version", reference("matrix.jvm"))] })).toBe("java {matrix.jvm}");
    expect(await first({ axes: ["jdk"] })).toBe("java {matrix.jdk}");
    expect(await first({})).toBe("java 21.0.5");
  });

  it("is refused where it is none, and so is an unknown build tool", async () => {
    expect((await plan(facts, [use({ inputs: [input("version", "new; rm")] })])).remarks).toEqual([
      "JV205 jobs.test.packages",
    ]);
    expect((await plan(facts, [use({ inputs: [input("package_manager", "ant")] })])).remarks).toEqual([
      "JV205 jobs.test.packages",
    ]);
  });
});

describe("plan", () => {
  it("pins every action to a whole commit", () => {
    for (const { pin, version } of Object.values(pins)) {
      expect(pin).toMatch(/^[0-9a-f]{40}$/);
      expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    }
  });

  it("says the same whatever the order of uses and facts", async () => {
    const uses = [
      use({ id: "b/packages/java", job: "b", axes: ["java"] }),
      use({ id: "a/packages/java", job: "a" }),
    ];
    const reversed = Object.fromEntries(Object.entries(facts).reverse());
    expect(await plan(reversed, [...uses].reverse())).toEqual(await plan(facts, uses));
  });
});
