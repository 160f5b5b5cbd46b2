import { describe, expect, it } from "vitest";
import { readJenkins } from "../../../../plugins/provider/jenkins/reader/reader.ts";

const read = (text: string) => readJenkins(new Map([["Jenkinsfile", text]])).workflows[0]!;

describe("a Jenkinsfile that a person wrote", () => {
  const workflow = read(`#!/usr/bin/env groovy
@Library('acme@1.2') _

def image = 'node:20'

/* Builds the shop. */
pipeline {
    agent { docker { image 'node:20' } }
    options { timeout(time: 1, unit: 'HOURS'); timestamps() }
    triggers { cron('H 3 * * 1') }
    parameters {
        string name: 'TARGET', defaultValue: 'staging', description: "Where to"
        booleanParam(name: 'DRY', defaultValue: true)
    }
    environment {
        CI = 'true'
        NAME = "shop-\${env.BRANCH_NAME}"
    }
    stages {
        stage('Build') {
            steps {
                checkout scm
                sh 'npm ci'
                sh """
                  npm run build
                """
                stash name: 'dist', includes: 'dist/**'
            }
        }
        stage('Checks') {
            failFast true
            parallel {
                stage('Unit tests') {
                    agent { label 'linux && arm64' }
                    steps {
                        retry(2) {
                            timeout(time: 5) {
                                sh label: 'Tests', script: 'npm test'
                            }
                        }
                    }
                    post { always { junit 'reports/*.xml' } }
                }
                stage('Lint') { steps { dir('web') { sh 'npm run lint' } } }
            }
        }
        stage('Deploy') {
            when {
                allOf {
                    branch 'main'
                    not { changeRequest() }
                }
                beforeAgent true
            }
            input { message 'Go?' }
            environment { TOKEN = 'x' }
            steps {
                unstash 'dist'
                withCredentials([string(credentialsId: 'deploy-token', variable: 'DEPLOY_TOKEN')]) {
                    sh './deploy'
                }
                script {
                    if (env.BRANCH_NAME == 'main') {
                        slackSend channel: '#shop', message: "done"
                    }
                }
            }
        }
    }
    post { failure { echo 'no' } }
}
`);

  it("has its jobs, by what its stages are called, and who waits for whom", () => {
    expect(workflow.jobs.map(({ id, needs }) => [id, needs])).toEqual([
      ["Build", []],
      ["Deploy", ["Lint", "unit-tests"]],
      ["Lint", ["Build"]],
      ["unit-tests", ["Build"]],
    ]);
  });

  it("has its triggers and questions", () => {
    expect(workflow.schedules).toEqual(["H 3 * * 1 UTC"]);
    expect(workflow.inputs).toEqual(["DRY", "TARGET"]);
  });

  it("has its machines and images, also those of the whole pipeline", () => {
    const rows = workflow.jobs.map(({ id, os, arch, image }) => [id, os, arch, image]);
    expect(rows).toEqual([
      ["Build", "linux", "amd64", "node:20"],
      ["Deploy", "linux", "amd64", "node:20"],
      ["Lint", "linux", "amd64", "node:20"],
      ["unit-tests", "linux", "arm64", undefined],
    ]);
  });

  it("has its scripts with their variables, folders and limits", () => {
    const row = (id: string) => workflow.jobs.find((each) => each.id === id)!;
    const env = { CI: "true", NAME: "shop-{{ git.branch }}" };
    expect(row("Build").steps.map(({ kind }) => kind)).toEqual(["checkout", "run", "run", "upload"]);
    expect(row("Build").steps[1]).toMatchObject({ script: "npm ci", shell: "sh", env });
    expect(row("Lint").steps[0]).toMatchObject({ script: "npm run lint", workingDirectory: "web" });
    expect(row("unit-tests").steps[1]).toMatchObject({
      kind: "report",
      report: "junit",
      runsAfter: "always",
    });
    expect(row("unit-tests")).toMatchObject({ failFast: true, retries: 1 });
    expect(row("unit-tests").steps[0]).toMatchObject({ script: "npm test", timeoutMinutes: 5 });
  });

  it("has its conditions, approvals and secrets", () => {
    const row = workflow.jobs.find(({ id }) => id === "Deploy")!;
    expect(row).toMatchObject({
      approval: true,
      runsOn: ["push to main", "schedule", "by hand"],
      secrets: ["deploy-token"],
    });
    expect(row.steps).toMatchObject([
      { kind: "download", name: "dist" },
      { kind: "run", script: "./deploy", env: { DEPLOY_TOKEN: "{{ secrets.deploy-token }}", TOKEN: "x" } },
      { kind: "native", uses: "slackSend", runsOn: ["push to main", "schedule", "by hand"] },
    ]);
  });
});

describe("the reader", () => {
  it("expands a matrix and leaves out what is excluded", () => {
    const { jobs } = read(`pipeline {
  agent any
  stages {
    stage('Test') {
      matrix {
        axes {
          axis {
            name 'OS'
            values 'linux', 'mac'
          }
          axis {
            name 'NODE'
            values '20', '22'
          }
        }
        excludes {
          exclude {
            axis {
              name 'OS'
              values 'mac'
            }
            axis {
              name 'NODE'
              values '20'
            }
          }
        }
        stages {
          stage('Unit') {
            steps {
              sh "npm test -- \${NODE} \${env.OS}"
            }
          }
        }
      }
    }
  }
}
`);
    expect(jobs.map(({ id, steps }) => [id, steps[0]?.kind === "run" && steps[0].script])).toEqual([
      ["test-linux-node20", "npm test -- 20 linux"],
      ["test-linux-node22", "npm test -- 22 linux"],
      ["test-mac-node22", "npm test -- 22 mac"],
    ]);
  });

  it.each([
    "",
    "node { sh 'make' }",
    "pipeline {",
    "pipeline { stages { stage('a') { steps { sh 'x",
    "}}}{{{",
    "'''",
    "@@@",
  ])("is not stopped by %j", (text) => {
    expect(() => readJenkins(new Map([["Jenkinsfile", text]]))).not.toThrow();
  });
});
