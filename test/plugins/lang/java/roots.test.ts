import { describe, expect, it } from "vitest";
import { detect } from "./repository.ts";

describe("a build of Maven", () => {
  it("has its modules, its wrapper and one command for all that is checked", async () => {
    const { facts, evidence, confidence, signals } = await detect({
      "pom.xml":
        "<project>\n<modules>\n<module>core</module>\n<!-- <module>old</module> -->\n<module>web</module>\n</modules>\n</project>\n",
      mvnw: null,
      ".mvn/wrapper/maven-wrapper.properties":
        "wrapperVersion=3.3.4\ndistributionUrl=https://repo.maven.apache.org/maven2/org/apache/maven/apache-maven/3.9.11/apache-maven-3.9.11-bin.zip\n",
      "core/pom.xml": "<project/>",
      "web/pom.xml": "<project/>",
    });
    expect(facts).toEqual({
      "java.root": ".",
      "java.package_manager": "maven",
      "java.package_manager_version": "3.9.11",
      "java.wrapper": "mvnw",
      "workspace.members": "core, web",
      "script.test": "./mvnw -B verify",
    });
    expect(evidence["workspace.members"]).toEqual(["pom.xml:3", "pom.xml:5"]);
    expect(confidence["script.test"]).toBe(0.9);
    expect(signals).toEqual(["java_detected"]);
  });

  it("needs Maven on the machine without a wrapper", async () => {
    expect((await detect({ "pom.xml": "<project/>" })).facts["script.test"]).toBe("mvn -B verify");
  });

  it("comes before Gradle where both are there", async () => {
    const { facts } = await detect({ "pom.xml": "<project/>", "build.gradle": "", gradlew: null });
    expect(facts).toMatchObject({ "java.package_manager": "maven", "script.test": "mvn -B verify" });
  });
});

describe("a pom.xml below the top", () => {
  it("is a build where it names an artifact, and else a list of versions for something else", async () => {
    const { facts } = await detect({
      "api/pom.xml": "<project><artifactId>api</artifactId></project>",
      "updater/lib/maven/pom.xml":
        "<project><properties><plugin.version>3</plugin.version></properties></project>",
    });
    expect(Object.keys(facts)).toEqual([
      "java[api].root",
      "java[api].package_manager",
      "java[api].script.test",
    ]);
  });
});

describe("tests that start their own services", () => {
  it("show by a dependency of the pom or of a module's", async () => {
    const dependency = (group: string, artifact: string) =>
      `<project>\n<dependencies>\n<dependency><groupId>${group}</groupId>\n<artifactId>${artifact}</artifactId></dependency>\n</dependencies>\n</project>`;
    const own = await detect({ "pom.xml": dependency("org.testcontainers", "testcontainers-mysql") });
    expect(own.facts["script.test.services"]).toBe("org.testcontainers");
    expect(own.evidence["script.test.services"]).toEqual(["pom.xml:3"]);
    const spring = await detect({
      "pom.xml": "<project><modules><module>app</module></modules></project>",
      "app/pom.xml": dependency("org.springframework.boot", "spring-boot-docker-compose"),
    });
    expect(spring.evidence["script.test.services"]).toEqual(["app/pom.xml:4"]);
    const other = await detect({ "pom.xml": dependency("org.postgresql", "postgresql") });
    expect(other.facts).not.toHaveProperty("script.test.services");
  });

  it("show by a dependency of Gradle's tests, not by a comment", async () => {
    const build = (line: string) => detect({ "build.gradle.kts": `dependencies {\n${line}\n}\n` });
    expect((await build('  testImplementation("org.testcontainers:postgresql")')).evidence).toMatchObject({
      "script.test.services": ["build.gradle.kts:2"],
    });
    for (const line of [
      '  // testImplementation("org.testcontainers:postgresql")',
      '  implementation("org.x:y")',
    ])
      expect((await build(line)).facts).not.toHaveProperty("script.test.services");
  });
});

describe("a build of Gradle", () => {
  it("has its projects, its wrapper, checks and what it assembles", async () => {
    const { facts } = await detect({
      "settings.gradle.kts": 'rootProject.name = "shop"\ninclude(":core", ":web:api")\n// include(":old")\n',
      gradlew: null,
      "gradle/wrapper/gradle-wrapper.properties":
        "distributionUrl=https\\://services.gradle.org/distributions/gradle-9.2.0-bin.zip\n",
      "core/build.gradle.kts": "",
    });
    expect(facts).toEqual({
      "java.root": ".",
      "java.package_manager": "gradle",
      "java.package_manager_version": "9.2.0",
      "java.wrapper": "gradlew",
      "workspace.members": "core, web/api",
      "script.test": "./gradlew check",
      "script.build": "./gradlew assemble",
    });
  });

  it("for Android is a guess", async () => {
    const { confidence } = await detect({ "build.gradle": 'plugins { id "com.android.application" }\n' });
    expect(confidence["script.test"]).toBe(0.5);
  });
});

describe("the builds of a repository", () => {
  it("elsewhere are roots of their own", async () => {
    const { facts } = await detect({
      "backend/pom.xml": "<project><artifactId>backend</artifactId></project>",
      "backend/mvnw": null,
      "backend/core/pom.xml": "<project/>",
    });
    expect(facts).toMatchObject({
      "java[backend].root": "backend",
      "java[backend].script.test": "./mvnw -B verify",
    });
    expect(facts["java[backend/core].root"]).toBeUndefined();
  });

  it.each([
    "docs/pom.xml",
    "tools/x/build.gradle",
    "src/test/it/pom.xml",
    "my-template/pom.xml",
    "buildSrc/build.gradle.kts",
  ])("are none at %s", async (path) => {
    expect((await detect({ [path]: "" })).facts).toEqual({});
  });
});
