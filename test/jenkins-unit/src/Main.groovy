import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import org.codehaus.groovy.control.CompilationUnit
import org.codehaus.groovy.control.Phases

/** See `run`. */
class Main {
  static void main(String[] args) {
    File here = new File(args[0])
    List<String> rest = args.drop(1) as List
    boolean onlyCompiles = rest.remove('--compile')
    boolean isOwn = rest.isEmpty()
    List<File> files = isOwn ? jenkinsfiles(new File(here, 'scenarios')) : rest.collectMany { jenkinsfiles(new File(it)) }
    if (!files) {
      System.err.println('There is no Jenkinsfile.')
      System.exit(2)
    }
    int faults = 0
    for (file in files) {
      compile(file)
      if (!onlyCompiles) {
        for (scenario in scenariosOf(file)) {
          faults += judge(file, scenario)
        }
      }
    }
    println(files.size() + ' Jenkinsfiles, ' + faults + ' faults')
    System.exit(faults == 0 ? 0 : 1)
  }

  static List<File> jenkinsfiles(File file) {
    if (!file.isDirectory()) {
      return [file]
    }
    List<File> found = []
    file.eachFileRecurse { if (it.isFile() && (it.name.startsWith('Jenkinsfile') || it.name.endsWith('.jenkinsfile'))) { found << it } }
    found.sort { it.path }
  }

  static void compile(File file) {
    CompilationUnit unit = new CompilationUnit()
    unit.addSource(file)
    unit.compile(Phases.CLASS_GENERATION)
  }

  /** Beside the file, or what every file must stand. */
  static List<Map> scenariosOf(File file) {
    File own = new File(file.path.replaceAll(/\.jenkinsfile$/, '') + '.json')
    if (own.exists() && own != file) {
      return new JsonSlurper().parse(own, 'UTF-8') as List<Map>
    }
    [
      [title: 'a push', env: [BRANCH_NAME: 'main'], neverFails: true],
      [title: 'a tag', env: [BRANCH_NAME: 'v1.2.3', TAG_NAME: 'v1.2.3'], neverFails: true],
      [title: 'a pull request', env: [BRANCH_NAME: 'PR-7', CHANGE_ID: '7', CHANGE_BRANCH: 'x', CHANGE_TARGET: 'main', CHANGE_TITLE: 't', CHANGE_AUTHOR: 'a'], neverFails: true],
    ]
  }

  static int judge(File file, Map scenario) {
    String title = file.name + ': ' + scenario.title
    try {
      Map happened = new Build(scenario).run(file)
      List<String> faults = faultsOf(happened, scenario)
      faults.each { println('FAULT ' + title + ': ' + it) }
      if (!faults) {
        println('ok    ' + title)
      }
      faults.size()
    } catch (Throwable e) {
      println('FAULT ' + title + ': ' + e)
      e.printStackTrace(System.out)
      1
    }
  }

  static List<String> faultsOf(Map happened, Map scenario) {
    List<String> faults = []
    Closure compare = { String what, Object found, Object wanted ->
      if (wanted != null && JsonOutput.toJson(found) != JsonOutput.toJson(wanted)) {
        faults << what + ' is ' + JsonOutput.toJson(found) + ' and not ' + JsonOutput.toJson(wanted)
      }
    }
    List<Map> leaves = happened.stages.findAll { it.outcome }
    compare('result', happened.result, scenario.result)
    compare('order', leaves.collect { it.name + ' ' + it.outcome }, scenario.stages)
    (scenario.scripts ?: [:]).each { name, wanted ->
      compare('scripts of ' + name, leaves.findAll { it.name == name }.collectMany { it.scripts }, wanted)
    }
    for (note in (scenario.notes ?: [])) {
      if (!happened.notes.any { it.contains(note) }) {
        faults << 'nothing says "' + note + '", but ' + JsonOutput.toJson(happened.notes)
      }
    }
    if (scenario.neverFails && leaves.any { it.outcome == 'failed' }) {
      faults << 'stages fail: ' + leaves.findAll { it.outcome == 'failed' }*.name
    }
    faults
  }
}
