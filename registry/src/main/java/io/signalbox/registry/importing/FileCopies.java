package io.signalbox.registry.importing;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Copies the files of a run or a logged model. A file that is here in its size is not copied again. */
@Component
class FileCopies {
  private final Artifacts artifacts;

  FileCopies(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * Where files are there and here.
   *
   * @param list asks for a folder, by its encoded path
   * @param file asks for a file, by its encoded path
   * @param target the folder here
   */
  record Place(UnaryOperator<String> list, UnaryOperator<String> file, String target) {}

  static Place ofRun(String id, String target) {
    return new Place(
        folder -> "artifacts/list?run_id=" + id + "&path=" + folder,
        file -> "/get-artifact?run_uuid=" + id + "&path=" + file,
        target);
  }

  static Place ofLoggedModel(String id, String target) {
    return new Place(
        folder ->
            "logged-models/" + id + "/artifacts/directories?artifact_directory_path=" + folder,
        file -> "/ajax-api/2.0/mlflow/logged-models/" + id + "/artifacts/files?artifact_file_path="
            + file,
        target);
  }

  /**
   * Counts what the source has; {@code leftOut} is told the path of what cannot be here, and why.
   *
   * @return whether all of it is here
   */
  boolean copy(SourceServer source, Place place, Tally tally, BiConsumer<String, String> leftOut)
      throws IOException {
    boolean whole = true;
    Deque<String> folders = new ArrayDeque<>();
    folders.add("");
    while (!folders.isEmpty()) {
      String folder = folders.remove();
      Optional<List<JsonNode>> files = list(source, place, folder, leftOut);
      whole &= files.isPresent();
      for (JsonNode file : files.orElse(List.of())) {
        String path = Found.text(file, "path");
        if (!file.path("is_dir").asBoolean(false)) {
          tally.add("files", 1);
          tally.add("bytes", Found.number(file, "file_size"));
          whole &= copy(source, place, path, Found.number(file, "file_size"), leftOut);
        } else if (path.startsWith(folder) && path.length() > folder.length()) { // no circle
          folders.add(path);
        }
      }
    }
    return whole;
  }

  /** Empty where it is refused: a server whose store of files is away has all the rest. */
  private static Optional<List<JsonNode>> list(
      SourceServer source, Place place, String folder, BiConsumer<String, String> leftOut) {
    List<JsonNode> files = new ArrayList<>();
    try {
      source.pages(place.list().apply(SourceServer.encoded(folder)), "files", files::add);
      return Optional.of(files);
    } catch (SourceFailed e) {
      if (!e.isRefusal()) {
        throw e;
      }
      leftOut.accept("files in /" + folder, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Whether the file is here. */
  private boolean copy(
      SourceServer source, Place place, String path, long bytes, BiConsumer<String, String> leftOut)
      throws IOException {
    String target = place.target() + "/" + path;
    try {
      Optional<Artifacts.ArtifactInfo> here = artifacts.find(target);
      if (here.isEmpty() || here.get().bytes() != bytes) {
        try (InputStream content = source.open(place.file().apply(SourceServer.encoded(path)))) {
          artifacts.write(target, content);
        }
      }
      return true;
    } catch (RegistryException refused) {
      leftOut.accept(path, String.valueOf(refused.getMessage()));
    } catch (SourceFailed e) {
      if (!e.isRefusal()) {
        throw e;
      }
      leftOut.accept(path, String.valueOf(e.getMessage()));
    }
    return false;
  }

  /** How many files and bytes are here. */
  void count(String folder, Tally tally) throws IOException {
    for (Artifacts.ArtifactInfo each : artifacts.list(folder)) {
      if (each.folder()) {
        count(each.path(), tally);
      } else {
        tally.add("files", 1);
        tally.add("bytes", each.bytes());
      }
    }
  }
}
