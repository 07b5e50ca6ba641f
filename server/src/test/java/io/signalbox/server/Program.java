package io.signalbox.server;

import io.signalbox.migrations.JavaProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code ./signalbox} in a process of its own, from its jars and without the tests' classes. As with the launcher the first to end keeps the
 * classes that it loaded for those that start after it, which needs a class path of jars alone.
 */
final class Program {
  private static final String MAIN = "io.signalbox.Signalbox";

  /** Before Boot packs the modules into it; missing where an IDE runs a test. */
  private static final Path JAR = Path.of("target/signalbox.jar.original").toAbsolutePath();

  private Program() {}

  static JavaProcess start(Path folder, List<String> arguments, Map<String, String> environment) {
    List<String> options = new ArrayList<>();
    String classPath = System.getProperty("java.class.path");
    if (Files.exists(JAR)) {
      classPath = Stream.concat(
              Stream.of(JAR.toString()),
              Stream.of(classPath.split(File.pathSeparator)).filter(it -> it.endsWith(".jar")))
          .reduce((jars, jar) -> jars + File.pathSeparator + jar)
          .orElseThrow();
      options.add("-XX:+AutoCreateSharedArchive");
      options.add("-XX:SharedArchiveFile=" + JAR.resolveSibling("signalbox.jsa"));
      options.add("-Xlog:cds*=off");
      options.add("-Xlog:aot*=off");
    }
    return JavaProcess.start(folder, options, classPath, MAIN, arguments, environment);
  }
}
