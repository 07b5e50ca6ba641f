package io.signalbox.apply;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The YAML files of a path, as the request that applies them. */
public final class DefinitionFiles {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int DEPTH = 8;

  private DefinitionFiles() {}

  /**
   * One file, or those of a folder and the folders in it that end in {@code .yaml} or {@code .yml}, by name.
   *
   * @throws IOException with a message for people, if there is none or one cannot be read
   */
  public static ObjectNode request(Path path) throws IOException {
    ObjectNode request = MAPPER.createObjectNode();
    ArrayNode files = request.putArray("files");
    for (Path file : files(path)) {
      try {
        files
            .addObject()
            .put("name", file.toString())
            .put("content", Files.readString(file, StandardCharsets.UTF_8));
      } catch (CharacterCodingException e) {
        throw new IOException(file + ": not UTF-8", e);
      }
    }
    return request;
  }

  private static List<Path> files(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      throw new IOException(path + ": no such file or folder");
    }
    try (Stream<Path> found = Files.walk(path, DEPTH)) {
      List<Path> files = found
          .filter(Files::isRegularFile)
          .filter(DefinitionFiles::isYaml)
          .sorted()
          .toList();
      if (files.isEmpty()) {
        throw new IOException(path + ": no .yaml file in it");
      }
      return files;
    }
  }

  private static boolean isYaml(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }
}
