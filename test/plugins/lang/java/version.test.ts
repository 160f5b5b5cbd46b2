import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agree, meets, readVersion, resolveRange } from "../../../../plugins/lang/java/version.ts";
import { detect } from "./repository.ts";

const pom = (...lines: string[]) => ["<project>", ...lines, "</project>", ""].join("\n");
const properties = (...lines: string[]) => pom("<properties>", ...lines, "</properties>");
const plugin = (inner: string) => pom(`<build><plugins><plugin>${inner}</plugin></plugins></build>`);

describe("the version of Java", () => {
  it.each([
    [".java-version", "21\n", "21", 1],
    [".java-version", "1.8\n", "8", 1],
    [".sdkmanrc", "# ours\njava=21.0.5-tem\nmaven=3.9.9\n", "21.0.5", 2],
    [".tool-versions", "java temurin-21.0.5+11.0.LTS\n", "21.0.5", 1],
    ["mise.toml", '[tools]\njava = "zulu-25"\n', "25", 2],
    [
      "build.gradle",
      "java {\n  toolchain {\n    languageVersion = JavaLanguageVersion.of(21)\n  }\n}\n",
      "21",
      3,
    ],
    [
      "build.gradle.kts",
      "// jvmToolchain(8)\n/* jvmToolchain(11)\n*/\nkotlin { jvmToolchain(21) }\n",
      "21",
      4,
    ],
    [
      "pom.xml",
      plugin("\n<configuration><toolchains><jdk><version>21</version></jdk></toolchains></configuration>"),
      "21",
      3,
    ],
  ])("stands in %s with %j", async (file, text, value, line) => {
    const { facts, evidence, remarks } = await detect({ [file]: text });
    expect(facts["java.version"]).toBe(value);
    expect(facts["java.source"]).toBe(file);
    expect(evidence["java.version"]).toEqual([`${file}:${line}`]);
    expect(remarks).toEqual([]);
  });

  it("is at least the newest release that a tool of the build is told, and what the enforcer demands before all", async () => {
    const javadoc =
      "<artifactId>maven-javadoc-plugin</artifactId>\n<configuration><release>11</release></configuration>";
    const told = (more: string) =>
      pom(
        "<properties><maven.compiler.release>8</maven.compiler.release></properties>",
        `<build><plugins><plugin>${javadoc}</plugin>${more}</plugins></build>`,
      );
    const constraint = async (text: string) => {
      const { facts, evidence } = await detect({ "pom.xml": text });
      return [facts["java.version.constraint"], ...evidence["java.version.constraint"]!];
    };
    expect(await constraint(told(""))).toEqual([">=11", "pom.xml:4"]);
    const tests =
      "<executions><execution><configuration><testRelease>17</testRelease></configuration></execution></executions>";
    expect(await constraint(told(`<plugin>${tests}</plugin>`))).toEqual([">=17", "pom.xml:4"]);
    const enforcer =
      "<configuration><rules><requireJavaVersion><version>[21,)</version></requireJavaVersion></rules></configuration>";
    expect(await constraint(told(`<plugin>${enforcer}</plugin>`))).toEqual([">=21", "pom.xml:4"]);
  });

  it("stands in the version catalog that the build asks", async () => {
    const { facts, evidence } = await detect({
      "build.gradle.kts":
        "java.toolchain { languageVersion = JavaLanguageVersion.of(libs.versions.java.target.get()) }\n",
      "gradle/libs.versions.toml": '[versions]\nkotlin = "2.2"\njava-target = "21"\n',
    });
    expect(facts["java.version"]).toBe("21");
    expect(evidence["java.version"]).toEqual(["gradle/libs.versions.toml:3"]);
  });

  it.each([
    [".sdkmanrc", "java=21.0.5-zulu\n", "zulu"],
    [".sdkmanrc", "java=21.0.5-amzn\n", "corretto"],
    [".tool-versions", "java corretto-21.0.5.11.1\n", "corretto"],
    [".tool-versions", "java openjdk-21\n", undefined],
  ])("comes with its distribution where %s has %j", async (file, text, distribution) => {
    expect((await detect({ [file]: text })).facts["java.distribution"]).toBe(distribution);
  });

  it.each([
    [
      "pom.xml",
      properties("<!-- <java.version>8</java.version> -->", "<java.version>17</java.version>"),
      ">=17",
      4,
    ],
    ["pom.xml", properties("<maven.compiler.source>1.8</maven.compiler.source>"), ">=8", 3],
    [
      "pom.xml",
      properties("<maven.compiler.release>${target}</maven.compiler.release>", "<target>21</target>"),
      ">=21",
      4,
    ],
    ["pom.xml", plugin("<configuration><release>17</release></configuration>"), ">=17", 2],
    [
      "pom.xml",
      pom(
        "<properties><java.version>8</java.version></properties>",
        "<requireJavaVersion><version>[17,)</version></requireJavaVersion>",
      ),
      ">=17",
      3,
    ],
    [
      "pom.xml",
      pom("<profiles><profile><properties><java.version>8</java.version></properties></profile></profiles>"),
      undefined,
      0,
    ],
    ["pom.xml", properties("<java.version>${unknown}</java.version>"), undefined, 0],
    ["build.gradle", "sourceCompatibility = '17'\n", ">=17", 1],
    ["build.gradle.kts", "java {\n  sourceCompatibility = JavaVersion.VERSION_1_8\n}\n", ">=8", 2],
    ["build.gradle", "tasks.withType(JavaCompile) {\n  options.release = 17\n}\n", ">=17", 2],
    ["build.gradle", "sourceCompatibility = javaVersion\n", undefined, 0],
  ])("is a constraint where %s has %j", async (file, text, value, line) => {
    const { facts, evidence } = await detect({ [file]: text });
    expect(facts["java.version.constraint"]).toBe(value);
    expect(facts["java.version"]).toBeUndefined();
    if (value !== undefined) expect(evidence["java.version.constraint"]).toEqual([`${file}:${line}`]);
  });

  it("of projects counts where they all say the same, and conventions count for all", async () => {
    const of = async (a: number, b: number, more = {}) => {
      const build = (version: number) =>
        `java { toolchain { languageVersion = JavaLanguageVersion.of(${version}) } }\n`;
      const files = {
        "settings.gradle": "include 'a',\n  'b'\n",
        "a/build.gradle": build(a),
        "b/build.gradle": build(b),
        ...more,
      };
      return (await detect(files)).facts["java.version"];
    };
    expect(await of(21, 21)).toBe("21");
    expect(await of(17, 21)).toBeUndefined();
    expect(await of(17, 21, { "buildSrc/src/main/groovy/java.gradle": "kotlin.jvmToolchain(25)\n" })).toBe(
      "25",
    );
  });

  it("comes from the first file of the documented order, and who says something else is told", async () => {
    const { facts, evidence, remarks } = await detect({
      ".java-version": "17",
      ".sdkmanrc": "java=17.0.9-tem",
      ".tool-versions": "java zulu-21.0.1",
      "pom.xml": properties("<java.version>21</java.version>"),
    });
    expect(facts).toMatchObject({
      "java.version": "17",
      "java.version.constraint": ">=21",
      "java.distribution": "temurin",
    });
    expect(evidence["java.version"]).toEqual([".java-version:1", ".sdkmanrc:1"]);
    expect(remarks).toEqual([
      'JV102 .tool-versions:1 ".tool-versions" asks for Java 21.0.1, but ".java-version" line 1 says 17, which wins.',
      'JV102 pom.xml:3 "pom.xml" needs Java >=21, but ".java-version" line 1 says 17, which wins.',
    ]);
  });

  it("is told where a file names none, or cannot be read", async () => {
    expect((await detect({ ".java-version": "new!" })).remarks[0]).toContain("JV104 .java-version:1");
    expect((await detect({ "mise.toml": "[tools\n" })).remarks[0]).toContain("JV101 mise.toml:1");
  });
});

describe("a range", () => {
  it.each([
    [">=8", "17"],
    [">=17", "17"],
    [">=18", "21"],
    [">=25", "25"],
    [">=26", "26"],
  ])("%s is met by Java %s", (range, version) => {
    expect(resolveRange(range)).toBe(version);
  });

  it("is met by what it is resolved to", () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 40 }), fc.integer({ min: 0, max: 20 }), (feature, patch) => {
        expect(meets(resolveRange(`>=${feature}`), `>=${feature}`)).toBe(true);
        expect(readVersion(`${feature}.0.${patch}`)).toEqual({
          kind: "version",
          value: `${feature}.0.${patch}`,
        });
        expect(agree(String(feature), `${feature}.0.${patch}`)).toBe(true);
      }),
    );
  });
});
