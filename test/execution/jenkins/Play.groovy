import groovy.json.JsonOutput
import groovy.json.JsonSlurper

/*
 * Runs declarative Jenkinsfiles as Jenkins would, one stage after the other, on this machine: `sh` is a real shell,
 * stashes are real files. It reads the names of files that tell of a build, and prints what came of each stage as JSON.
 * Only the language is real Groovy; the steps are played here, so that the text is judged by a compiler we did not write.
 */
class Failure extends RuntimeException {
  Failure(String message) { super(message) }
}

/** Somebody has ended the build: steps that keep failures do not keep this one. */
class Interruption extends Failure {
  Interruption() { super('aborted by a person') }
}

/** `currentBuild` */
class Build {
  Map world
  String result
  String getCurrentResult() { result ?: 'SUCCESS' }
  List getBuildCauses(String kind) {
    def isCause = (world.event == 'schedule' && kind.endsWith('TimerTriggerCause')) || (world.event == 'manual' && kind.endsWith('UserIdCause'))
    isCause ? [[userId: 'octocat']] : []
  }
}

/** A stage as it is written: sections by name. */
class Stage {
  String name
  Map<String, Object> sections = [:]
  List<Stage> stages = []
  List<Stage> branches = []
}

/** Collects what a section says; words that it does not know are kept as calls. */
class Section {
  List<List> calls = []
  def methodMissing(String name, args) { calls << [name, args as List]; null }
  def propertyMissing(String name) { name }
}

class Environment {
  Map<String, String> values
  void setProperty(String name, value) { values[name] = value == null ? 'null' : value.toString() }
  Object getProperty(String name) { values.containsKey(name) ? values[name] : name }
}

class StageSections {
  Stage stage
  Jenkins jenkins
  def agent(what) { stage.sections.agent = what }
  def options(Closure body) { stage.sections.options = body }
  def triggers(Closure body) { }
  def parameters(Closure body) { }
  def tools(Closure body) { }
  def environment(Closure body) { stage.sections.environment = body }
  def when(Closure body) { stage.sections.when = body }
  def input(what) { stage.sections.input = what }
  def steps(Closure body) { stage.sections.steps = body }
  def post(Closure body) { stage.sections.post = body }
  def failFast(boolean value) { }
  def stages(Closure body) { collect(stage.stages, body) }
  def parallel(Closure body) { collect(stage.branches, body) }
  def matrix(Closure body) {
    def made = new Matrix(jenkins: jenkins)
    jenkins.within(body, made)
    stage.branches.addAll(made.cells())
  }
  def propertyMissing(String name) { name }
  void collect(List<Stage> into, Closure body) { jenkins.within(body, new Stages(jenkins: jenkins, into: into)) }
}

class Stages {
  Jenkins jenkins
  List<Stage> into
  def stage(String name, Closure body) {
    def made = new Stage(name: name)
    jenkins.within(body, new StageSections(stage: made, jenkins: jenkins))
    into << made
  }
}

class Matrix extends StageSections {
  Map<String, List> axes = [:]
  List<Map<String, List>> excluded = []
  List<Closure> sections = []
  Closure inner
  Map<String, Closure> kept = [:]
  def axes(Closure body) { axes.putAll(read(body)) }
  def excludes(Closure body) {
    def section = new Section()
    jenkins.within(body, section)
    section.calls.each { call -> excluded << read(call[1][0]) }
  }
  def stages(Closure body) { inner = body }
  def agent(what) { kept.agent = { it.agent(what) } }
  def environment(Closure body) { kept.environment = { it.environment(body) } }
  def when(Closure body) { kept.when = { it.when(body) } }
  def post(Closure body) { kept.post = { it.post(body) } }
  def options(Closure body) { }

  Map<String, List> read(Closure body) {
    def found = [:]
    def section = new Section()
    jenkins.within(body, section)
    section.calls.findAll { it[0] == 'axis' }.each { call ->
      def axis = new Section()
      jenkins.within(call[1][0], axis)
      def name = axis.calls.find { it[0] == 'name' }[1][0]
      def not = axis.calls.find { it[0] == 'notValues' }
      found[name] = not ? [not: not[1]] : axis.calls.find { it[0] == 'values' }[1]
    }
    found
  }

  List<Stage> cells() {
    def all = [[:]]
    axes.each { axis, values -> all = all.collectMany { cell -> values.collect { cell + [(axis): it] } } }
    def isOut = { cell ->
      excluded.any { rule ->
        rule.every { axis, values -> values instanceof Map ? !(cell[axis] in values.not) : cell[axis] in values }
      }
    }
    all.findAll { !isOut(it) }.collect { cell ->
      def made = new Stage(name: 'Matrix - ' + cell.collect { k, v -> "${k} = '${v}'" }.join(', '))
      def target = new StageSections(stage: made, jenkins: jenkins)
      kept.values().each { it(target) }
      made.sections.cell = cell
      target.stages(inner)
      made
    }
  }
}

/** The questions of a `when`, asked one after the other until one says no, as Jenkins does. */
class When {
  Jenkins jenkins
  List<Closure<Boolean>> questions = []
  def ask(Closure<Boolean> question) { questions << question; null }
  boolean every() { questions.every { it() } }
  boolean any() { questions.any { it() } }
  def branch(String pattern) { ask { !world.tag && !world.pr && glob(pattern, world.branch) } }
  def branch(Map how) { ask { !world.tag && !world.pr && compare(how, world.branch) } }
  def tag(String pattern) { ask { !!world.tag && glob(pattern, world.tag) } }
  def tag(Map how) { ask { !!world.tag && compare(how, world.tag) } }
  def buildingTag() { ask { !!world.tag } }
  def changeRequest(Map how = [:]) { ask { world.pr && (!how.target || how.target == 'main') } }
  def triggeredBy(what) {
    def cause = what instanceof Map ? what.cause : what
    ask { (cause == 'TimerTrigger' && world.event == 'schedule') || (cause == 'UserIdCause' && world.event == 'manual') }
  }
  def expression(Closure body) { ask { jenkins.within(body, jenkins) as boolean } }
  def environment(Map how) { ask { jenkins.variable(how.name) == how.value } }
  def equals(Map how) { ask { how.actual == how.expected } }
  def not(Closure body) { ask { !inner(body).every() } }
  def allOf(Closure body) { ask { inner(body).every() } }
  def anyOf(Closure body) { ask { inner(body).any() } }
  def beforeAgent(boolean value) { }
  def beforeInput(boolean value) { }
  def beforeOptions(boolean value) { }
  When inner(Closure body) { def when = new When(jenkins: jenkins); jenkins.within(body, when); when }
  Map getWorld() { jenkins.world }
  boolean compare(Map how, String text) {
    switch (how.comparator) {
      case 'REGEXP': return text ==~ how.pattern
      case 'EQUALS': return text == how.pattern
      default: return glob(how.pattern, text)
    }
  }
  boolean glob(String pattern, String text) {
    text ==~ pattern.replaceAll(/[.\\+^$|(){}\[\]]/, '\\\\$0').replace('**', '\u0000').replace('*', '[^/]*').replace('\u0000', '.*').replace('?', '[^/]')
  }
}

abstract class Jenkins extends Script {
  static Map shared
  Map getWorld() { shared.world }

  def within(Closure body, Object to) {
    def own = body.rehydrate(to, this, this)
    own.resolveStrategy = Closure.DELEGATE_FIRST
    own.call(to)
  }

  def pipeline(Closure body) {
    def root = new Stage(name: 'pipeline')
    within(body, new StageSections(stage: root, jenkins: this))
    try { runStage(root, false) } catch (Failure failure) { shared.said << "! ${failure.message}\n" }
  }

  void runStage(Stage stage, boolean isMade = true) {
    def saved = [variables: shared.variables, machine: shared.machine, cell: shared.cell]
    shared.variables = new LinkedHashMap(shared.variables)
    if (stage.sections.cell) {
      shared.variables.putAll(stage.sections.cell)
      shared.cell = stage.sections.cell
    }
    def isJob = stage.sections.steps != null
    try {
      if (stage.sections.environment) within(stage.sections.environment, new Environment(values: shared.variables))
      if (stage.sections.when) {
        def asked = new When(jenkins: this)
        within(stage.sections.when, asked)
        if (!asked.every()) { skip(stage); return }
      }
      if (isJob) {
        openMachine()
        shared.result = 'success'
        shared.said << "=== ${stage.name}\n"
      }
      def failure = null
      try {
        if (isJob) within(stage.sections.steps, this)
        failure = runAll(stage)
      } catch (Failure error) {
        failure = error
        if (isJob) shared.result = 'failure'
      }
      if (failure) shared.build.result = failure instanceof Interruption ? 'ABORTED' : shared.build.result ?: 'FAILURE'
      if (stage.sections.post) runPost(stage.sections.post, shared.result == 'success' && failure == null)
      if (isJob) shared.jobs[jobOf(stage)] = shared.result
      if (failure) throw failure
    } finally {
      shared.variables = saved.variables
      shared.machine = saved.machine
      shared.cell = saved.cell
    }
  }

  Failure runAll(Stage stage) {
    def failure = null
    for (branch in stage.branches) {
      if (failure instanceof Interruption) { skip(branch); continue }
      try { runStage(branch) } catch (Failure error) { failure = error instanceof Interruption ? error : failure ?: error }
    }
    for (inner in stage.stages) {
      if (failure) { skip(inner); continue }
      try { runStage(inner) } catch (Failure error) { failure = error }
    }
    failure
  }

  void skip(Stage stage) {
    if (stage.sections.steps != null && !shared.jobs.containsKey(jobOf(stage))) shared.jobs[jobOf(stage)] = 'skipped'
    (stage.branches + stage.stages).each { skip(it) }
  }

  /** Cells of a matrix have one name; their values tell them apart. */
  String jobOf(Stage stage) {
    shared.cell ? stage.name + '|' + JsonOutput.toJson(shared.cell) : stage.name
  }

  void runPost(Closure body, boolean isWell) {
    def section = new Section()
    within(body, section)
    def order = ['always', 'success', 'failure', 'unsuccessful', 'aborted', 'cleanup']
    order.each { name ->
      def call = section.calls.find { it[0] == name }
      if (!call) return
      if (name == 'success' && !isWell) return
      if ((name == 'failure' || name == 'unsuccessful') && isWell) return
      if (name == 'aborted') return
      try {
        within(call[1][0], this)
      } catch (Failure error) {
        shared.said << "post: ${error.message}\n"
        shared.build.result = shared.build.result ?: 'FAILURE'
      }
    }
  }

  void openMachine() {
    def folder = new File(world.root, "machine-j${shared.count++}")
    shared.machine = [workspace: new File(folder, 'work'), temp: new File(folder, 'work@tmp'), home: new File(folder, 'home')]
    shared.machine.values().each { it.mkdirs() }
    shared.folder = shared.machine.workspace
  }

  String variable(String name) {
    switch (name) {
      case 'WORKSPACE': return shared.machine?.workspace?.path
      case 'WORKSPACE_TMP': return shared.machine?.temp?.path
      case 'HOME': return shared.machine?.home?.path
      default: return shared.variables[name]
    }
  }

  // What steps read.
  def getEnv() { new Expando() {
    Object getProperty(String name) { Jenkins.shared.script.variable(name) }
    void setProperty(String name, Object value) { Jenkins.shared.variables[name] = value.toString() }
  } }
  def getParams() { world.inputs }
  def getScm() { [branches: [], userRemoteConfigs: []] }
  def getCurrentBuild() { shared.build }
  def getNone() { 'none' }
  def getAny() { 'any' }

  // Steps.
  def sh(Map how) {
    def file = new File(shared.machine.temp, "script-${shared.count++}")
    file.setText(how.script.toString(), 'UTF-8')
    def command = how.script.startsWith('#!') ? [file.path] : ['sh', '-xe', file.path]
    file.setExecutable(true)
    def process = new ProcessBuilder(command as String[]).directory(shared.folder).redirectErrorStream(true)
    process.environment().clear()
    process.environment().putAll(environmentOf())
    def running = process.start()
    running.outputStream.close()
    def text = running.inputStream.getText('UTF-8')
    def code = running.waitFor()
    if (new File(world.store, 'cancelled').exists() && shared.build.result != 'ABORTED') { shared.said << text; throw new Interruption() }
    if (how.returnStdout) { if (code != 0) throw new Failure("exit ${code}"); return text }
    shared.said << text
    if (how.returnStatus) return code
    if (code != 0) throw new Failure("script returned exit code ${code}")
    null
  }
  def sh(String script) { sh(script: script) }
  def powershell(what) { throw new Failure('no PowerShell here') }
  def bat(what) { throw new Failure('no cmd here') }

  Map<String, String> environmentOf() {
    def all = [PATH: System.getenv('PATH'), HOME: shared.machine.home.path, LANG: 'C.UTF-8', TRACE: world.trace, STORE: world.store,
      WORKSPACE: shared.machine.workspace.path, WORKSPACE_TMP: shared.machine.temp.path, JENKINS_URL: 'https://jenkins.example.org/', CI: 'true']
    shared.variables.each { k, v -> if (v != null) all[k] = v.toString() }
    all
  }

  def withEnv(List values, Closure body) {
    def saved = shared.variables
    shared.variables = new LinkedHashMap(saved)
    values.each { pair ->
      def text = pair.toString()
      def name = text.substring(0, text.indexOf('='))
      // Jenkins expands names behind a dollar sign; two dollar signs are one.
      shared.variables[name] = expand(text.substring(text.indexOf('=') + 1))
    }
    try { body() } finally { shared.variables = saved }
  }
  String expand(String text) {
    text.replaceAll(/\$\$|\$\{(\w+)\}|\$(\w+)/) { all ->
      if (all[0] == '$$') return '$'
      def value = variable(all[1] ?: all[2])
      value == null ? all[0] : value
    }
  }
  def string(Map how) { how }
  def usernamePassword(Map how) { how }
  def withCredentials(List all, Closure body) {
    def saved = shared.variables
    shared.variables = new LinkedHashMap(saved)
    all.each {
      if (!world.secrets.containsKey(it.credentialsId)) throw new Failure("no credentials '${it.credentialsId}'")
      shared.variables[it.variable] = world.secrets[it.credentialsId]
    }
    try { body() } finally { shared.variables = saved }
  }
  def catchError(Map how, Closure body) {
    try { body() } catch (Failure error) {
      if (error instanceof Interruption && how.catchInterruptions == false) throw error
      shared.said << (how.message ? "${how.message}\n" : '') << "${error.message}\n"
      if (how.stageResult == 'FAILURE' || how.stageResult == null) shared.result = 'failure'
      if (how.buildResult == 'FAILURE') shared.build.result = 'FAILURE'
    }
  }
  def warnError(String message, Closure body) { catchError([stageResult: 'UNSTABLE', buildResult: 'UNSTABLE'], body) }
  def timeout(Map how, Closure body) { body() }
  def retry(int count, Closure body) { attempts(count, body) }
  def retry(Map how, Closure body) { attempts(how.count, body) }
  def attempts(int count, Closure body) {
    for (int tried = 1; ; tried++)
      try { return body() } catch (Failure error) { if (tried >= count) throw error; shared.said << "again: ${error.message}\n" }
  }
  def dir(String path, Closure body) {
    def saved = shared.folder
    shared.folder = path.startsWith('/') ? new File(path) : new File(saved, path)
    shared.folder.mkdirs()
    try { body() } finally { shared.folder = saved }
  }
  def script(Closure body) { within(body, this) }
  def node(String label, Closure body) { body() }
  def lock(what, Closure body = null) { body?.call() }
  def ws(String path, Closure body) { body() }
  def input(what) { null }
  def milestone(what) { }
  def timestamps(Closure body) { body() }
  def echo(message) { shared.said << "${message}\n" }
  def error(message) { throw new Failure(message.toString()) }
  def unstable(message) { shared.said << "${message}\n" }
  def sleep(what) { }
  def deleteDir() { shared.folder.deleteDir(); shared.folder.mkdirs() }
  def cleanWs(what = null) { deleteDir() }
  def pwd(Map how = [:]) { how.tmp ? shared.machine.temp.path : shared.folder.path }
  def isUnix() { true }
  def fileExists(String path) { place(path).exists() }
  def readFile(what) { place(what instanceof Map ? what.file : what).getText('UTF-8') }
  def writeFile(Map how) { def file = place(how.file); file.parentFile.mkdirs(); file.setText(how.text, 'UTF-8') }
  File place(String path) { path.startsWith('/') ? new File(path) : new File(shared.folder, path) }
  def checkout(what) {
    def clone = new File(shared.machine.temp, 'clone')
    if (['git', 'clone', '--quiet', world.origin, clone.path].execute().waitFor() != 0) throw new Failure('git clone failed')
    ['cp', '-a', clone.path + '/.', shared.folder.path].execute().waitFor()
    clone.deleteDir()
    ['GIT_COMMIT': world.sha]
  }
  def scmGit(Map how) { how }
  def stash(Map how) {
    def folder = new File(world.store, "stash/${how.name}")
    folder.deleteDir()
    def found = select(how.includes ?: '**', how.excludes ?: '')
    if (found.isEmpty() && !how.allowEmpty) throw new Failure("nothing to stash for '${how.name}'")
    folder.mkdirs()
    found.each { copy(it, new File(folder, it)) }
  }
  def unstash(what) {
    def name = what instanceof Map ? what.name : what
    def folder = new File(world.store, "stash/${name}")
    if (!folder.exists()) throw new Failure("no stash '${name}'")
    ['cp', '-a', folder.path + '/.', shared.folder.path].execute().waitFor()
  }
  List<String> select(String includes, String excludes) {
    def patterns = { String text -> text.split(',').collect { it.trim() }.findAll { it } }
    def regex = { String glob ->
      (glob.endsWith('/') ? glob + '**' : glob).replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]+/) { String part ->
        part == '**/' ? '(?:.*/)?' : part == '**' ? '.*' : part == '*' ? '[^/]*' : part == '?' ? '[^/]' : java.util.regex.Pattern.quote(part)
      }
    }
    def root = shared.folder.toPath()
    def found = []
    java.nio.file.Files.walk(root).each { path ->
      if (java.nio.file.Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) return
      def name = root.relativize(path).toString()
      if (patterns(includes).any { name ==~ regex(it) } && !patterns(excludes).any { name ==~ regex(it) }) found << name
    }
    found
  }
  void copy(String path, File to) {
    to.parentFile.mkdirs()
    ['cp', '-a', new File(shared.folder, path).path, to.path].execute().waitFor()
  }
  def archiveArtifacts(what) { }
  def junit(what) { }
  def recordCoverage(what) { }
  def recordIssues(what) { }
  def publishHTML(what) { }
  def cache(Map how, Closure body) { body() }
  /** A stage in a script, as of a method that `post` calls. */
  def stage(String name, Closure body) {
    def saved = shared.result
    shared.result = 'success'
    shared.said << "=== ${name}\n"
    try {
      body()
    } catch (Failure error) {
      shared.result = 'failure'
      throw error
    } finally {
      shared.jobs[name] = shared.result
      shared.result = saved
    }
  }
  def parallel(Map branches) { branches.each { name, body -> if (body instanceof Closure) body() } }
  def readTrusted(String path) { new File(world.origin, path).getText('UTF-8') }
  def methodMissing(String name, args) {
    if (name in ['arbitraryFileCache', 'cloneOption', 'submodule', 'lfs', 'localBranch', 'userRemoteConfig', 'cobertura', 'parser', 'gcc', 'checkStyle', 'nonresumable', 'agent', 'kubernetesAgent', 'gitLFSPull', 'submoduleOption', 'relativeTargetDirectory', 'cleanBeforeCheckout', 'fileParam', 'booleanParam']) return [name, args]
    throw new MissingMethodException(name, Jenkins, args)
  }
}

/** One build: what came of each stage, what was said, and what Jenkins would call the build. */
def play(Map world) {
  Jenkins.shared = [world: world, variables: [:], jobs: [:], said: new StringBuilder(), build: new Build(world: world), count: 0, cell: null, machine: null, result: 'success']
  Jenkins.shared.variables.putAll(world.env)
  def configuration = new org.codehaus.groovy.control.CompilerConfiguration(scriptBaseClass: Jenkins.name, sourceEncoding: 'UTF-8')
  def shell = new GroovyShell(this.class.classLoader, new Binding(), configuration)
  def script = shell.parse(new File(world.origin, 'Jenkinsfile'))
  Jenkins.shared.script = script
  script.run()
  [jobs: Jenkins.shared.jobs, said: Jenkins.shared.said.toString(), result: Jenkins.shared.build.result]
}

// Each line names a file that tells of a build; the answer is a line of JSON. A build that hangs ends the program.
System.in.eachLine('UTF-8') { file ->
  def watch = new Timer(true)
  watch.runAfter(200_000) { Runtime.runtime.halt(1) }
  def answer
  try {
    answer = play(new JsonSlurper().parse(new File(file), 'UTF-8'))
  } catch (Throwable error) {
    def trace = new StringWriter()
    error.printStackTrace(new PrintWriter(trace))
    answer = [error: trace.toString()]
  }
  watch.cancel()
  println JsonOutput.toJson(answer)
  System.out.flush()
}
