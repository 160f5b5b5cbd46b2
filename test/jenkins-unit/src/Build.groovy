import com.lesfurets.jenkins.unit.PipelineTestHelper
import org.codehaus.groovy.control.CompilerConfiguration

/** What Jenkins throws where a script ends badly. */
class ScriptFailure extends Exception {
  ScriptFailure(String message) {
    super(message)
  }
}

/** One build of one Jenkinsfile in a scenario: which scripts fail, what they leave, what started it. */
class Build {
  final Map scenario
  final Env env
  final List<String> causes
  final List<Map> stages = []
  final List<String> notes = []
  final Map<String, String> files = [:]
  final Map<String, List> stashes = [:]
  final List<String> folders = []
  final List<String> labels = []
  final File workspace
  String result = 'SUCCESS'
  private Script script
  private final List<String> path = []

  Build(Map scenario) {
    this.scenario = scenario
    workspace = scenario.execute ? File.createTempDir() : new File('/workspace')
    causes = (scenario.causes ?: []) as List<String>
    env = new Env([
      BUILD_TAG: 'jenkins-demo-7', BUILD_NUMBER: '7', BUILD_ID: '7', BUILD_URL: 'https://jenkins.example.com/7/',
      HOME: '/home/agent', WORKSPACE: workspace.path, WORKSPACE_TMP: workspace.path + '@tmp',
    ] + (scenario.env ?: [BRANCH_NAME: 'main']))
  }

  /** Runs the file; the answer is what has happened. */
  Map run(File file) {
    PipelineTestHelper helper = new PipelineTestHelper(
      scriptRoots: [file.absoluteFile.parent + '/'] as String[], scriptExtension: '', baseClassloader: Build.classLoader)
    helper.init()
    new Steps(this).register(helper)
    Binding binding = new Binding()
    binding.setVariable('env', env)
    binding.setVariable('params', scenario.params ?: [:])
    binding.setVariable('scm', [branches: ['main'], userRemoteConfigs: [], extensions: []])
    binding.setVariable('currentBuild', new CurrentBuild(this))
    binding.setVariable('docker', new Docker(this))
    try {
      script = helper.loadScript(file.name, binding)
      script.run()
    } catch (Exception e) {
      Throwable cause = e
      while (cause.cause && cause instanceof org.codehaus.groovy.runtime.InvokerInvocationException) {
        cause = cause.cause
      }
      if (!(cause instanceof ScriptFailure)) {
        throw cause
      }
      failed()
    }
    [result: result, stages: stages, notes: notes]
  }

  void inStage(String name, Closure body) {
    path << name
    stages << [name: name, path: path.join(' / '), outcome: null, scripts: []]
    int index = stages.size() - 1
    try {
      body()
    } finally {
      path.remove(path.size() - 1)
    }
  }

  Map getStage() {
    stages.findAll { it.path == path.join(' / ') }[-1]
  }

  void outcome(String name, String outcome) {
    stage.outcome = outcome
  }

  void outcomeUnlessKnown(String name, String outcome) {
    stage.outcome = stage.outcome ?: outcome
  }

  String outcomeOf(String name) {
    stage.outcome
  }

  void note(String text) {
    notes << (path ? path[-1] + ': ' : '') + text
  }

  void agent(Line line) {
    if (!line || line.first == 'none') {
      return
    }
    if (!line.body) {
      note('agent ' + line.first)
      return
    }
    for (each in Section.read(line.body).lines) {
      note('agent ' + each.name + (each.body ? ' ' + Section.read(each.body).lines.collect { it.name + ' ' + it.first }.join(', ') : ' ' + each.first))
    }
  }

  void ask(String message) {
    note('asked: ' + message)
    if (scenario.rejects) {
      result = 'ABORTED'
      throw new ScriptFailure('rejected')
    }
  }

  Object call(Closure body) {
    Closure copy = (Closure) body.clone()
    // Around the closure are sections, which would take any call for a line of theirs.
    copy.resolveStrategy = Closure.DELEGATE_FIRST
    copy.delegate = script
    copy.call()
  }

  /** What a script does here: it fails, leaves outputs, or really runs. */
  Object runScript(Map args) {
    String script = args.script
    stage.scripts << (args.label ?: script.split('\n').findAll { !it.startsWith('#!') && it != 'set -eo pipefail' && it != 'set -e' }.join('\n').trim())
    if (args.returnStdout) {
      return answerOf(script)
    }
    (scenario.outputs ?: [:]).each { part, lines ->
      if (script.contains(part)) {
        files[env.value('CIG_OUTPUT')] = (files[env.value('CIG_OUTPUT')] ?: '') + lines
      }
    }
    List failing = (scenario.fails ?: []) as List
    List<Integer> left = failing.findIndexValues { script.contains((it instanceof Map ? it.script : it) as String) && !(it instanceof Map && it.stage && !path.contains(it.stage)) }*.intValue()
    for (index in left) {
      def rule = failing[index]
      if (!(rule instanceof Map) || rule.times == null) {
        throw new ScriptFailure('script returned exit code ' + (rule instanceof Map && rule.status ? rule.status : 1))
      }
      if (rule.times > 0) {
        rule.times = rule.times - 1
        throw new ScriptFailure('script returned exit code ' + (rule.status ?: 1))
      }
    }
    if (scenario.execute) {
      execute(script)
    }
    null
  }

  /** What a script says whose words a scenario knows; else the commit and its files. */
  private String answerOf(String script) {
    def failing = (scenario.fails ?: []).find { it instanceof String && script.contains(it) }
    if (failing) {
      throw new ScriptFailure('script returned exit code 1')
    }
    String known = (scenario.stdout ?: [:]).find { part, answer -> script.contains(part) }?.value
    known ?: '0123456789abcdef0123456789abcdef01234567\n89abcdef0123456789abcdef0123456701234567\n'
  }

  /** An exception that nobody has caught makes the build fail. */
  void failed() {
    if (result != 'ABORTED') {
      result = 'FAILURE'
    }
  }

  private void execute(String script) {
    File file = File.createTempFile('script', '')
    file.setText(script, 'UTF-8')
    file.setExecutable(true)
    File folder = folders ? new File(workspace, folders.join('/')) : workspace
    folder.mkdirs()
    new File(workspace.path + '@tmp').mkdirs()
    ProcessBuilder process = new ProcessBuilder(script.startsWith('#!') ? [file.path] : ['/bin/sh', '-xe', file.path])
    process.directory(folder).redirectErrorStream(true)
    process.environment().putAll(env.all().findAll { it.value != null })
    Process started = process.start()
    String output = started.inputStream.getText('UTF-8')
    notes << 'output: ' + output
    if (started.waitFor() != 0) {
      throw new ScriptFailure('script returned exit code ' + started.exitValue())
    }
  }
}

/** `currentBuild` */
class CurrentBuild {
  private final Build build

  CurrentBuild(Build build) {
    this.build = build
  }

  List getBuildCauses(String type) {
    build.causes.findAll { it == type }.collect { [_class: it, userId: 'ada'] }
  }

  String getCurrentResult() {
    build.result
  }
}

/** `docker.image('a').inside('args') { … }` */
class Docker {
  private final Build build

  Docker(Build build) {
    this.build = build
  }

  Map image(String name) {
    [inside: { Object[] args ->
      build.note('image ' + name + ' ' + (args.length > 1 ? args[0] : ''))
      build.call((Closure) args[-1])
    }]
  }

  void withRegistry(String url, String credentials, Closure body) {
    build.note('registry ' + url + ' ' + credentials)
    build.call(body)
  }
}
