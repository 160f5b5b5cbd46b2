import com.lesfurets.jenkins.unit.PipelineTestHelper

/** Steps of Jenkins and of plugins, as far as the rendered files have them. */
class Steps {
  private final Build build

  Steps(Build build) {
    this.build = build
  }

  void register(PipelineTestHelper helper) {
    Closure allow = { String name, List<Class> types, Closure body -> helper.registerAllowedMethod(name, types, body) }
    allow('pipeline', [Closure]) { Closure body -> new Declarative(build).run(body) }
    for (step in ['sh', 'bat', 'pwsh', 'powershell']) {
      allow(step, [Map]) { Map args -> build.runScript(args) }
      allow(step, [String]) { String script -> build.runScript([script: script]) }
    }
    for (step in ['script', 'timestamps']) {
      allow(step, [Closure]) { Closure body -> build.call(body) }
    }
    allow('stage', [String, Closure]) { String name, Closure body ->
      build.inStage(name) {
        build.call(body)
        build.outcomeUnlessKnown(name, 'passed')
      }
    }
    allow('timeout', [Map, Closure]) { Map args, Closure body -> timeLimit(args, body) }
    allow('retry', [Integer, Closure]) { int count, Closure body -> retry(count, body) }
    allow('retry', [int, Closure]) { int count, Closure body -> retry(count, body) }
    allow('retry', [Map, Closure]) { Map args, Closure body -> retry(args.count as int, body) }
    allow('agent', []) { 'agent' }
    allow('nonresumable', []) { 'nonresumable' }
    allow('isUnix', []) { true }
    allow('catchError', [Map, Closure]) { Map args, Closure body -> catchError(args, body) }
    allow('withEnv', [List, Closure]) { List entries, Closure body -> build.env.with(build.env.expanded(entries*.toString())) { build.call(body) } }
    allow('withCredentials', [List, Closure]) { List bindings, Closure body -> withCredentials(bindings, body) }
    allow('string', [Map]) { Map args -> [(args.variable): 'secret of ' + args.credentialsId] }
    allow('usernamePassword', [Map]) { Map args -> [(args.usernameVariable): 'user', (args.passwordVariable): 'secret of ' + args.credentialsId] }
    allow('dir', [String, Closure]) { String folder, Closure body -> dir(folder, body) }
    allow('node', [String, Closure]) { String label, Closure body ->
      build.note('node ' + label)
      build.call(body)
    }
    allow('cache', [Map, Closure]) { Map args, Closure body ->
      build.note('cache ' + (args.skipSave ? 'restored' : 'saved'))
      build.call(body)
    }
    allow('error', [String]) { String message -> throw new ScriptFailure(message) }
    allow('input', [Map]) { Map args -> build.ask(args.message as String) }
    allow('writeFile', [Map]) { Map args -> build.files[args.file as String] = args.text as String }
    allow('readFile', [Map]) { Map args -> text(args.file as String) }
    allow('library', [String]) { String name -> build.note('library ' + name) }
    allow('stash', [Map]) { Map args -> build.stashes[args.name as String] = [args.includes, args.excludes] }
    allow('unstash', [String]) { String name ->
      if (!build.stashes.containsKey(name)) {
        throw new ScriptFailure('No such saved stash ' + name)
      }
      build.note('unstash ' + name)
    }
    allow('echo', [String]) { String text -> build.note(text) }
    for (step in ['deleteDir', 'checkout', 'scmGit', 'cloneOption', 'submodule', 'lfs', 'arbitraryFileCache', 'gcc',
                  'archiveArtifacts', 'junit', 'recordCoverage', 'recordIssues'] + (build.scenario.steps ?: [])) {
      String name = step
      for (types in [[], [Map], [String], [Object]]) {
        allow(name, types as List<Class>) { Object[] args ->
          if (name in ['archiveArtifacts', 'junit', 'recordCoverage', 'recordIssues'] + (build.scenario.steps ?: [])) {
            build.note(name + ' ' + (args as List))
          }
          [step: name, args: args as List]
        }
      }
    }
  }

  /** A script that a scenario calls too slow ends in its limit. */
  private void timeLimit(Map args, Closure body) {
    build.note('timeout ' + args.time + ' ' + args.unit)
    build.call(body)
  }

  private void retry(int count, Closure body) {
    for (int left = count; ; left--) {
      try {
        build.call(body)
        return
      } catch (ScriptFailure e) {
        if (left <= 1) {
          throw e
        }
      }
    }
  }

  private void catchError(Map args, Closure body) {
    try {
      build.call(body)
    } catch (ScriptFailure e) {
      if (args.buildResult != 'SUCCESS') {
        build.result = args.buildResult
      }
      if (args.message) {
        build.note(args.message as String)
      }
      if (args.stageResult != 'SUCCESS') {
        build.stage.outcome = args.stageResult == 'FAILURE' ? 'failed' : args.stageResult.toLowerCase()
      }
    }
  }

  private void withCredentials(List bindings, Closure body) {
    Map all = [:]
    bindings.each { all.putAll(it as Map) }
    build.env.with(all) { build.call(body) }
  }

  private void dir(String folder, Closure body) {
    build.folders << folder
    try {
      build.call(body)
    } finally {
      build.folders.remove(build.folders.size() - 1)
    }
  }

  private String text(String file) {
    File real = new File(file)
    (build.scenario.execute && real.exists() ? real.getText('UTF-8') : '') + (build.files[file] ?: '')
  }
}
