/** A section of a pipeline: it takes any line, and keeps its arguments and closures for later. */
class Section {
  final List<Line> lines = []

  static Section read(Closure closure) {
    Section section = new Section()
    Closure copy = (Closure) closure.clone()
    copy.resolveStrategy = Closure.DELEGATE_FIRST
    copy.delegate = section
    copy()
    section
  }

  Object invokeMethod(String name, Object args) {
    if (name == 'any' || name == 'none') {
      return name
    }
    lines << new Line(name, args as Object[])
    null
  }

  Object propertyMissing(String name) {
    if (name in ['any', 'none']) {
      return name
    }
    throw new MissingPropertyException(name, Section)
  }

  List<Line> all(String name) {
    lines.findAll { it.name == name }
  }

  Line one(String name) {
    List<Line> found = all(name)
    if (found.size() > 1) {
      throw new IllegalStateException("'" + name + "' stands " + found.size() + " times in one section")
    }
    found ? found[0] : null
  }

  void allow(String where, List<String> names) {
    List<String> other = lines*.name.findAll { !(it in names) }
    if (other) {
      throw new IllegalStateException("'" + where + "' has no " + other)
    }
  }
}

class Line {
  final String name
  final Object[] args

  Line(String name, Object[] args) {
    this.name = name
    this.args = args
  }

  Closure getBody() {
    args && args[-1] instanceof Closure ? (Closure) args[-1] : null
  }

  Map getNamed() {
    args && args[0] instanceof Map ? (Map) args[0] : [:]
  }

  Object getFirst() {
    args ? args[0] : null
  }
}

/** Variables of `environment { NAME = 'value' }`. */
class Assignments {
  final Map<String, String> found = [:]

  @Override
  void setProperty(String name, Object value) {
    this.@found[name] = value as String
  }

  static Map<String, String> read(Closure closure) {
    Assignments assignments = new Assignments()
    Closure copy = (Closure) closure.clone()
    copy.resolveStrategy = Closure.DELEGATE_FIRST
    copy.delegate = assignments
    copy()
    assignments.@found
  }
}

/**
 * The rules of declarative pipelines, as Jenkins has them: stages one after the other until one fails, branches side by
 * side (here by turns) of which one failure does not stop the others, `when` before the agent, `post` at the end.
 */
class Declarative {
  final Build build

  Declarative(Build build) {
    this.build = build
  }

  void run(Closure closure) {
    Section pipeline = Section.read(closure)
    pipeline.allow('pipeline', ['agent', 'options', 'triggers', 'parameters', 'environment', 'tools', 'stages', 'post', 'libraries'])
    for (name in ['agent', 'stages']) {
      if (!pipeline.one(name)) {
        throw new IllegalStateException("a pipeline needs '" + name + "'")
      }
    }
    checkNames(pipeline.one('stages').body, new HashSet())
    withEnvironment(pipeline) {
      inEnd(pipeline) {
        stages(Section.read(pipeline.one('stages').body))
      }
    }
  }

  /** What runs, and then what `post` of the pipeline or of a stage around others says, whatever has happened. */
  private void inEnd(Section section, Closure body) {
    Exception failure = null
    try {
      body()
    } catch (Exception e) {
      failure = e
      build.failed()
    }
    if (section.one('post')) {
      Section post = Section.read(section.one('post').body)
      post.allow('post', ['always'])
      if (post.one('always')) {
        build.call(post.one('always').body)
      }
    }
    if (failure) {
      throw failure
    }
  }

  /** Jenkins refuses two stages of one name. */
  private void checkNames(Closure closure, Set<String> taken) {
    for (stage in Section.read(closure).all('stage')) {
      Section section = Section.read(stage.body)
      if (!taken.add(stage.first as String)) {
        throw new IllegalStateException("two stages are called '" + stage.first + "'")
      }
      for (name in ['stages', 'parallel']) {
        if (section.one(name)) {
          checkNames(section.one(name).body, taken)
        }
      }
    }
  }

  private void stages(Section section) {
    section.allow('stages', ['stage'])
    if (!section.lines) {
      throw new IllegalStateException('there is no stage')
    }
    Exception failure = null
    for (line in section.lines) {
      if (failure) {
        skip(line, 'an earlier failure')
        continue
      }
      try {
        stage(line, [:])
      } catch (Exception e) {
        failure = e
      }
    }
    if (failure) {
      throw failure
    }
  }

  private void stage(Line line, Map<String, String> cell) {
    String name = line.first as String
    Section section = Section.read(line.body)
    section.allow("stage '" + name + "'", ['agent', 'when', 'environment', 'options', 'input', 'tools', 'steps', 'post', 'stages', 'parallel', 'matrix', 'failFast'])
    List<String> kinds = ['steps', 'stages', 'parallel', 'matrix'].findAll { section.one(it) }
    if (kinds.size() != 1) {
      throw new IllegalStateException("stage '" + name + "' has " + kinds)
    }
    build.inStage(name) {
      withEnvironment(section) {
        Closure question = { ->
          if (section.one('input')) {
            build.ask(Section.read(section.one('input').body).one('message').first as String)
          }
        }
        Section conditions = section.one('when') ? Section.read(section.one('when').body) : null
        boolean asksFirst = conditions && conditions.one('beforeInput')?.first != true
        if (asksFirst) {
          question()
        }
        if (conditions && !When.holds(conditions, build)) {
          build.outcome(name, 'skipped')
          return
        }
        if (!asksFirst) {
          question()
        }
        options(section) {
          work(name, section, cell)
        }
      }
    }
  }

  private void work(String name, Section section, Map<String, String> cell) {
    if (section.one('stages')) {
      inEnd(section) {
        stages(Section.read(section.one('stages').body))
      }
    } else if (section.one('parallel')) {
      parallel(Section.read(section.one('parallel').body).lines, section.one('failFast') != null)
    } else if (section.one('matrix')) {
      matrix(name, Section.read(section.one('matrix').body))
    } else {
      steps(name, section)
    }
  }

  private void steps(String name, Section section) {
    Line agent = section.one('agent')
    build.agent(agent)
    Exception failure = null
    try {
      build.call(section.one('steps').body)
    } catch (Exception e) {
      failure = e
    }
    if (failure) {
      build.outcome(name, 'failed')
    }
    if (section.one('post')) {
      post(name, Section.read(section.one('post').body))
    }
    if (failure) {
      throw failure
    }
    build.outcomeUnlessKnown(name, 'passed')
  }

  private void post(String name, Section section) {
    for (condition in ['always', 'failure', 'success', 'cleanup']) {
      Line line = section.one(condition)
      boolean isMeant = condition in ['always', 'cleanup'] || (condition == 'failure') == (build.outcomeOf(name) == 'failed')
      if (line && isMeant) {
        build.call(line.body)
      }
    }
  }

  /** By turns; a failure stops the others only where they are told so. */
  private void parallel(List<Line> branches, boolean failFast) {
    Exception failure = null
    for (branch in branches) {
      if (failure && failFast) {
        skip(branch, 'failFast')
        continue
      }
      try {
        stage(branch, [:])
      } catch (Exception e) {
        failure = failure ?: e
      }
    }
    if (failure) {
      throw failure
    }
  }

  private void matrix(String name, Section section) {
    Closure axesOf = { Closure body -> Section.read(body).all('axis').collectEntries { Line axis ->
      Section inner = Section.read(axis.body)
      [(inner.one('name').first as String): inner.one('values').args as List]
    } }
    Map<String, List> axes = axesOf(section.one('axes').body)
    List<Map> excludes = section.one('excludes') ? Section.read(section.one('excludes').body).all('exclude').collect { axesOf(it.body) } : []
    List<Map> cells = [[:]]
    axes.each { axis, values -> cells = cells.collectMany { cell -> values.collect { cell + [(axis): it] } } }
    cells = cells.findAll { cell -> !excludes.any { exclude -> exclude.every { axis, values -> cell[axis] in values } } }
    Exception failure = null
    for (cell in cells) {
      build.env.with(cell) {
        build.inStage(cell.collect { key, value -> key + '=' + value }.join(' ')) {
          try {
            stages(Section.read(section.one('stages').body))
          } catch (Exception e) {
            failure = failure ?: e
          }
        }
      }
    }
    if (failure) {
      throw failure
    }
  }

  private void options(Section section, Closure body) {
    List<Line> lines = section.one('options') ? Section.read(section.one('options').body).lines : []
    for (line in lines) {
      build.note(line.name + ' ' + (line.named ?: line.args as List))
    }
    body()
  }

  private void withEnvironment(Section section, Closure body) {
    Line environment = section.one('environment')
    if (environment) {
      build.env.with(Assignments.read(environment.body), body)
    } else {
      body()
    }
  }

  private void skip(Line line, String why) {
    build.inStage(line.first as String) {
      build.outcome(line.first as String, 'skipped')
    }
  }
}

/** The conditions of `when`. */
class When {
  static boolean holds(Section section, Build build) {
    section.lines.every { line ->
      line.name in ['beforeAgent', 'beforeInput', 'beforeOptions'] || holds(line, build)
    }
  }

  static boolean holds(Line line, Build build) {
    Env env = build.env
    switch (line.name) {
      case 'allOf':
        return Section.read(line.body).lines.every { holds(it, build) }
      case 'anyOf':
        return Section.read(line.body).lines.any { holds(it, build) }
      case 'not':
        List<Line> inner = Section.read(line.body).lines
        if (inner.size() != 1) {
          throw new IllegalStateException("'not' takes one condition")
        }
        return !holds(inner[0], build)
      case 'expression':
        return build.call(line.body) as boolean
      case 'branch':
        return env.value('BRANCH_NAME') != null && fits(line, 'pattern', env.value('BRANCH_NAME'))
      case 'tag':
        return env.value('TAG_NAME') != null && fits(line, 'pattern', env.value('TAG_NAME'))
      case 'buildingTag':
        return env.value('TAG_NAME') != null
      case 'changeRequest':
        return env.value('CHANGE_ID') != null && (!line.named.target || fits(line, 'target', env.value('CHANGE_TARGET')))
      case 'triggeredBy':
        String cause = line.named.cause ?: line.first
        return build.causes.any { it.contains(cause) }
      default:
        throw new IllegalStateException("'when' has no '" + line.name + "'")
    }
  }

  private static boolean fits(Line line, String key, String value) {
    String pattern = line.named[key] ?: line.first
    switch (line.named.comparator ?: 'GLOB') {
      case 'EQUALS':
        return value == pattern
      case 'REGEXP':
        return value ==~ pattern
      default:
        return value ==~ pattern.split(/(?<=\*)|(?=\*)/).collect { it == '*' ? '[^/]*' : java.util.regex.Pattern.quote(it) }.join('')
    }
  }
}
