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
    // Jenkins checks out for the stage's agent, and `checkout scm` once more.
    const kinds = ["checkout", "checkout", "run", "run", "upload"];
    expect(row("Build").steps.map(({ kind }) => kind)).toEqual(kinds);
    expect(row("Build").steps.slice(0, 2)).toMatchObject([{ depth: 0 }, { depth: 0 }]);
    expect(row("Build").steps[2]).toMatchObject({ script: "npm ci", shell: "sh", env });
    expect(row("Lint").steps[1]).toMatchObject({ script: "npm run lint", workingDirectory: "web" });
    expect(row("unit-tests").steps[2]).toMatchObject({
      kind: "report",
      report: "junit",
      runsAfter: "always",
    });
    expect(row("unit-tests")).toMatchObject({ failFast: true, retries: 1 });
    expect(row("unit-tests").steps[1]).toMatchObject({ script: "npm test", timeoutMinutes: 5 });
  });

  it("has its conditions, approvals and secrets", () => {
    const row = workflow.jobs.find(({ id }) => id === "Deploy")!;
    expect(row).toMatchObject({
      approval: true,
      runsOn: ["push to main", "schedule", "by hand"],
      secrets: ["deploy-token"],
    });
    expect(row.steps).toMatchObject([
      { kind: "checkout", depth: 0 },
      { kind: "download", name: "dist" },
      { kind: "run", script: "./deploy", env: { DEPLOY_TOKEN: "{{ secrets.deploy-token }}", TOKEN: "x" } },
      { kind: "native", uses: "slackSend", runsOn: ["push to main", "schedule", "by hand"] },
    ]);
  });
});

describe("stages of one agent", () => {
  const { jobs, startsOn } = read(`def LABEL = env.LABEL ?: 'big && !slow'
pipeline {
  agent { node { label LABEL } }
  tools { jdk 'jdk_21' }
  options { timeout(time: 10, unit: 'HOURS'); buildDiscarder(logRotator(numToKeepStr: '5')) }
  parameters { booleanParam(name: 'deploy') }
  environment { KEY = credentials('ACCESS'); CI = true }
  stages {
    stage('Clean') { steps { deleteDir() } }
    stage('Build') {
      environment { OPTS = '-q' }
      steps {
        sh """
          make
            all
        """
        script { env.SUM = sh(returnStdout: true, script: 'sum x').trim() }
      }
      post {
        always { junit '**/*.xml' }
        success { archiveArtifacts artifacts: 'out/**' }
        failure { archiveArtifacts 'a.log'; archiveArtifacts 'b.log' }
      }
    }
    stage('Deploy') {
      when { branch 'main' }
      options { timeout(time: 90, unit: 'SECONDS') }
      steps {
        withCredentials([file(credentialsId: 'settings', variable: 'SETTINGS')]) { sh 'deploy' }
        dir('tmp') { deleteDir() }
      }
    }
    stage('Elsewhere') {
      agent { dockerfile { filename 'ci/Dockerfile'; label 'docker' } }
      options { retry(2); skipDefaultCheckout() }
      steps { sh 'other' }
    }
    stage('Group') {
      stages {
        stage('One') { steps { sh 'one' } }
        stage('Two') { steps { sh 'two' } }
      }
    }
  }
  post { cleanup { cleanWs() } }
}
`);
  const row = (id: string) => jobs.find((each) => each.id === id)!;

  it("are one job, and a new one behind a stage with an agent of its own", () => {
    expect(jobs.map(({ id, needs, machine }) => [id, needs, machine])).toEqual([
      ["Elsewhere", ["pipeline"], "docker"],
      ["pipeline", [], "big && !slow"],
      ["pipeline-2", ["Elsewhere"], "big && !slow"],
    ]);
  });

  it("keep their conditions, variables and limits as those of their steps", () => {
    const runs = row("pipeline").steps.flatMap((step) => (step.kind === "run" ? [step] : []));
    const env = { KEY: "{{ secrets.ACCESS }}", CI: "true" };
    expect(runs).toMatchObject([
      { script: "make\n  all", env: { ...env, OPTS: "-q" }, timeoutMinutes: 0 },
      { script: "sum x", env: { ...env, OPTS: "-q" } },
      {
        script: "deploy",
        env: { ...env, SETTINGS: "{{ secrets.settings }}" },
        runsOn: ["push to main", "schedule", "by hand"],
        timeoutMinutes: 2,
      },
    ]);
    expect(row("pipeline")).toMatchObject({ timeoutMinutes: 600, secrets: ["ACCESS", "settings"] });
  });

  it("keep what happens behind each of them", () => {
    const others = row("pipeline").steps.filter(({ kind }) => kind !== "run");
    expect(others).toMatchObject([
      { kind: "native", uses: "tools/jdk" },
      { kind: "checkout", depth: 0 },
      { kind: "report", report: "junit", runsAfter: "always" },
      { kind: "upload", name: "pipeline", paths: ["out/**"], runsAfter: "success" },
      { kind: "upload", name: "pipeline", paths: ["a.log", "b.log"], runsAfter: "failure" },
      { kind: "native", uses: "deleteDir" },
    ]);
    expect(row("pipeline-2").steps.at(-1)).toMatchObject({ uses: "cleanWs", runsAfter: "always" });
  });

  it("leave a stage with its own agent its retries and image, and ask for parameters by hand", () => {
    expect(row("Elsewhere")).toMatchObject({ retries: 1, image: "ci/Dockerfile" });
    expect(row("Elsewhere").steps.map(({ kind }) => kind)).toEqual(["native", "run"]);
    expect(startsOn).toContain("by hand");
  });

  it("have the name of the stage around them", () => {
    const { jobs } = read(`pipeline {
  agent none
  stages {
    stage('JDK 21') {
      agent any
      stages {
        stage('Build') { steps { sh 'build' } }
        stage('Checks') {
          parallel {
            stage('Lint') { steps { sh 'lint' } }
            stage('Unit tests') {
              stages {
                stage('a') { steps { sh 'a' } }
                stage('b') { steps { sh 'b' } }
              }
            }
          }
        }
      }
    }
    stage('JDK 17') { agent any; stages { stage('Test') { when { branch 'x' }; steps { sh 'test' } } } }
  }
}
`);
    expect(jobs.map(({ id, needs, runsOn }) => [id, needs, runsOn.length])).toEqual([
      ["Build", [], 9],
      ["Lint", ["Build"], 9],
      ["jdk-17", ["Lint", "unit-tests"], 0],
      ["unit-tests", ["Build"], 9],
    ]);
    expect(jobs[3]!.steps.slice(1)).toMatchObject([{ script: "a" }, { script: "b" }]);
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
    expect(jobs.map(({ id, steps }) => [id, steps[1]?.kind === "run" && steps[1].script])).toEqual([
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
