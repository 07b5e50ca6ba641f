package io.signalbox.apply;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The files of a request, as the definitions in them. */
@Component
class SentFiles {
  private static final int MOST_FILES = 1_000;

  private final DefinitionReader reader;

  SentFiles(DefinitionReader reader) {
    this.reader = reader;
  }

  record FilesJson(@Nullable List<@Nullable FileJson> files) {}

  record FileJson(@Nullable String name, @Nullable String content) {}

  /** In their order. @throws DefinitionRefused with file and line where one cannot be read */
  List<Declared> read(FilesJson body) {
    if (body.files() == null || body.files().isEmpty() || body.files().size() > MOST_FILES) {
      throw new DefinitionRefused(
          "files",
          1,
          "%d files (expected: 1 to %d)"
              .formatted(body.files() == null ? 0 : body.files().size(), MOST_FILES));
    }
    var declared = new ArrayList<Declared>();
    for (FileJson file : body.files()) {
      if (file == null || file.name() == null || file.content() == null) {
        throw new DefinitionRefused("files", 1, "a file without name or content (expected: both)");
      }
      declared.addAll(reader.read(file.name(), file.content()));
    }
    return declared;
  }
}
