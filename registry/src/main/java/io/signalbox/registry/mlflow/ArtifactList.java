package io.signalbox.registry.mlflow;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Artifacts.ArtifactInfo;
import java.io.IOException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Files of a folder as MLflow lists them. */
final class ArtifactList {
  private ArtifactList() {}

  /** Paths relative to the run or model whose artifacts are there. */
  static ObjectNode below(Artifacts artifacts, String rootUri, String path) throws IOException {
    ObjectNode answer = of(artifacts, Download.pathBelow(rootUri, path), path);
    answer.put("root_uri", rootUri);
    return answer;
  }

  static ObjectNode of(Artifacts artifacts, String folder, String shownFolder) throws IOException {
    ObjectNode answer = Json.empty();
    for (ArtifactInfo file : artifacts.list(folder)) {
      ArrayNode files = answer.withArray("files");
      String name = file.path().substring(file.path().lastIndexOf('/') + 1);
      ObjectNode info = files.addObject();
      info.put("path", shownFolder.isEmpty() ? name : shownFolder + "/" + name);
      info.put("is_dir", file.folder());
      if (!file.folder()) {
        info.put("file_size", file.bytes());
      }
    }
    return answer;
  }
}
