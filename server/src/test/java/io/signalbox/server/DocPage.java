package io.signalbox.server;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of the documentation: its blocks of YAML and its lines of {@code curl}, in the order in which a reader meets them. */
record DocPage(String text) {
  private static final Pattern BLOCK =
      Pattern.compile("```yaml\n(.*?)```|((?:^ {4}[^\n]*\n)+)", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern INDENTED = Pattern.compile("^ {4}", Pattern.MULTILINE);
  private static final Pattern COMMAND =
      Pattern.compile("^curl .*?(?=^curl |\\z)", Pattern.DOTALL | Pattern.MULTILINE);

  static DocPage read(String name) throws IOException {
    return new DocPage(Files.readString(Path.of("../docs/" + name)));
  }

  /** What a reader does next. */
  sealed interface Step {
    /** Definitions to be put in force. */
    record Apply(String yaml) implements Step {}

    /** A request; {@code file} is the name of the one whose content is sent, or empty. */
    record Call(String method, String path, String contentType, String body, String file)
        implements Step {}
  }

  List<Step> steps() {
    var steps = new ArrayList<Step>();
    for (MatchResult block : BLOCK.matcher(text).results().toList()) {
      if (block.group(1) != null) {
        steps.add(new Step.Apply(block.group(1)));
      } else {
        String lines = INDENTED.matcher(block.group(2)).replaceAll("");
        COMMAND.matcher(lines).results().forEach(curl -> steps.add(call(words(curl.group()))));
      }
    }
    return steps;
  }

  /** All YAML as one text. */
  String yaml() {
    return steps().stream()
        .filter(Step.Apply.class::isInstance)
        .map(step -> ((Step.Apply) step).yaml())
        .collect(Collectors.joining("---\n"));
  }

  /** Its tables of fields: of each field what its table says of the default. */
  List<Map<String, String>> tables() {
    var tables = new ArrayList<Map<String, String>>();
    int column = 0;
    for (String line : text.lines().toList()) {
      List<String> cells = List.of(line.split(" *\\| *"));
      if (line.startsWith("| field")) {
        tables.add(new TreeMap<>());
        column = cells.indexOf("default");
      } else if (line.startsWith("| `") && column > 0) {
        for (String field : Splitter.on(", ").split(cells.get(1).replace("`", ""))) {
          tables.getLast().put(field, cells.get(column));
        }
      } else if (!line.startsWith("|")) {
        column = 0;
      }
    }
    return tables;
  }

  /** As curl takes them: a body makes it a POST, of a form where nothing else is said. */
  private static Step.Call call(List<String> words) {
    String method = "";
    String url = "";
    String type = "";
    String body = "";
    String file = "";
    for (Iterator<String> word = words.subList(1, words.size()).iterator(); word.hasNext(); ) {
      String next = word.next();
      switch (next) {
        case "-X" -> method = word.next();
        case "-H" -> type = word.next().replaceFirst("Content-Type: ", "");
        case "-d" -> body = word.next();
        case "--data-binary" -> file = word.next().substring(1);
        default -> url = next;
      }
    }
    boolean sends = !body.isEmpty() || !file.isEmpty();
    return new Step.Call(
        !method.isEmpty() ? method : sends ? "POST" : "GET",
        url.replaceFirst("http://127.0.0.1:8080", ""),
        !type.isEmpty() ? type : sends ? "application/x-www-form-urlencoded" : "",
        body,
        file);
  }

  /** A shell's words: quoted or not, a backslash at the end of a line going on with the next. */
  private static List<String> words(String command) {
    return Pattern.compile("'([^']*)'|(?:[^\\s'\\\\])+")
        .matcher(command)
        .results()
        .map(word -> word.group(1) == null ? word.group() : word.group(1))
        .toList();
  }
}
