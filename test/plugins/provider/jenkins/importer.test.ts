import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importJenkins } from "../../../../plugins/provider/jenkins/importer/importer.ts";

function imported(text: string, path = "Jenkinsfile") {
  return importJenkins({ files: new Map([[path, text]]), defaultBranch: "main", literal: new Set() });
}

function told(text: string) {
  return imported(text).residue.map(({ line, job, kind, what }) => `${line} ${job} ${kind}: ${what}`);
}

describe("the importer of Jenkins", () => {
  it("carries stages that share a machine as one job, with their names on its steps", () => {
    const { config, residue } = imported(`pipeline {
  agent any
  stages {
    stage('Build') {
      steps {
        sh 'make'
        sh 'make install'
      }
    }
    stage('Test') {
      when { branch 'main' }
      steps { sh "make test NAME=\${NAME}" }
      post { always { junit '**/*.xml' } }
    }
  }
}
`);
    expect(config).toEqual({
      version: "0.2",
      on: { push: true, tag: true, pull_request: true, merge_queue: true },
      runners: { any: { jenkins: { label: "" } } },
      jobs: {
        pipeline: {
          runner: "any",
          steps: [
            { checkout: { depth: 0 } },
            { name: "Build", run: "make", shell: "sh" },
            { run: "make install", shell: "sh" },
            {
              name: "Test",
              run: "make test NAME=${NAME}",
              if: "git.branch == 'main' && run.event != 'pull_request'",
              shell: "sh",
            },
            {
              native: { jenkins: { uses: "junit", with: { testResults: "**/*.xml" } } },
              if: "always() && git.branch == 'main' && run.event != 'pull_request'",
            },
          ],
          provider: { jenkins: { timeout: false } },
        },
      },
      outputs: [{ provider: "jenkins", path: "Jenkinsfile" }],
    });
    expect(residue).toEqual([]);
  });

  it("makes a job of each stage with a machine of its own", () => {
    const { config } = imported(`pipeline {
  agent none
  options { timeout(time: 1, unit: 'HOURS') }
  stages {
    stage('Unit') { agent { docker { image 'node:22' } }
      steps { sh 'npm test' } }
    stage('Ship') { agent { label 'big' }
      when { buildingTag() }
      input { message 'Ship it?' }
      steps { sh 'make ship' } }
  }
}
`);
    expect(config).toMatchObject({
      runners: { big: { jenkins: { label: "big" } } },
      jobs: {
        Unit: { image: "node:22", timeout: "60m" },
        Ship: { needs: ["Unit"], if: "git.tag != ''", approval: "Ship it?", runner: "big", timeout: "60m" },
      },
    });
  });

  it("hands over environment and credentials, and keeps what only Jenkins has in its table", () => {
    const { config } = imported(`@Library('tools@1.2') _
pipeline {
  agent any
  environment {
    NAME = 'app'
    TAG = "\${NAME}:\${BUILD_NUMBER}"
    SONAR = tool 'sonar'
    TOKEN = credentials('deploy-token')
  }
  options { timestamps(); buildDiscarder(logRotator(numToKeepStr: '5')) }
  triggers { cron('H 3 * * *') }
  parameters { booleanParam(name: 'SHIP', defaultValue: false, description: 'Ship?') }
  tools { maven 'M3' }
  stages {
    stage('Build') { steps {
      withCredentials([string(credentialsId: 'other', variable: 'OTHER')]) { sh 'make' }
      echo 'done'
    } }
  }
}
`);
    expect(config).toMatchObject({
      on: {
        manual: { inputs: { SHIP: { type: "boolean", default: false, description: "Ship?" } } },
      },
      env: { NAME: "app", TAG: "app:{{ run.number }}", TOKEN: "{{ secrets.deploy-token }}" },
      jobs: {
        Build: {
          steps: [
            { checkout: { depth: 0 } },
            { run: "make", shell: "sh", env: { OTHER: "{{ secrets.other }}" } },
            { native: { jenkins: { uses: "echo", with: { message: "done" } } } },
          ],
          provider: { jenkins: { timeout: false, environment: { SONAR: { tool: "sonar" } } } },
        },
      },
      provider: {
        jenkins: {
          options: { timestamps: true, buildDiscarder: { logRotator: { numToKeepStr: "5" } } },
          tools: { maven: "M3" },
          triggers: { cron: "H 3 * * *" },
          libraries: ["tools@1.2"],
        },
      },
    });
  });

  it("tells with its line what is Groovy", () => {
    expect(
      told(`pipeline {
  agent any
  stages {
    stage('Build') {
      steps {
        script {
          def version = readFile('VERSION').trim()
          for (x in [1, 2]) { sh "make" }
        }
        sshagent(['key']) {
          sh 'ssh host'
        }
      }
    }
  }
}
`),
    ).toEqual([
      "7  lost: the variable `version`",
      "8  lost: a statement of Groovy",
      "10  lost: the step `sshagent` around others",
    ]);
  });

  it("says where a pipeline that is not declarative begins", () => {
    const { config, residue } = imported("// Old.\nnode('linux') {\n  sh 'make'\n}\n");
    expect(config).toEqual({ version: "0.2" });
    expect(residue).toMatchObject([
      { file: "Jenkinsfile", line: 2, what: "a pipeline in Groovy", kind: "lost" },
    ]);
  });

  it("survives any text", () => {
    const words = fc.constantFrom(
      "pipeline",
      "agent",
      "any",
      "none",
      "stages",
      "stage",
      "('a')",
      "steps",
      "sh",
      "'x'",
      '"${y}"',
      "{",
      "}",
      "(",
      ")",
      "[",
      "]",
      "when",
      "branch",
      "not",
      "environment",
      "A =",
      "post",
      "always",
      "parallel",
      "matrix",
      "axes",
      "script",
      "if",
      "else",
      "for",
      "try",
      "catch",
      "def x",
      "=",
      ",",
      "\n",
      "1",
      "->",
      "/",
      "'''",
      "@Library",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        imported(parts.join(" "));
        imported(`pipeline { agent any\nstages { stage('a') { steps { ${parts.join(" ")} } } } }`);
      }),
      { numRuns: 300 },
    );
  });
});
