package io.signalbox.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeVersionTest {
  private static final Map<String, String> CLASSES =
      Map.of("io/Fit.class", "fits", "io/Gate.class", "judges", "io/text.properties", "a text");

  @TempDir
  Path folder;

  @Test
  void the_present_code_has_one() {
    assertThat(CodeVersion.present())
        .matches("[^+]+\\+[0-9a-f]{16}")
        .isEqualTo(CodeVersion.present());
  }

  @Test
  void the_same_classes_have_the_same_in_a_folder_and_in_a_jar_and_nothing_else_counts()
      throws IOException {
    Map<String, String> withoutText = new LinkedHashMap<>(CLASSES);
    withoutText.remove("io/text.properties");

    String hash = CodeVersion.hash(folder("a", CLASSES));

    assertThat(CodeVersion.hash(jar("a.jar", CLASSES))).isEqualTo(hash);
    assertThat(CodeVersion.hash(folder("b", withoutText))).isEqualTo(hash);
  }

  @Test
  void another_class_another_name_and_another_content_have_another() throws IOException {
    Map<String, String> changed = new LinkedHashMap<>(CLASSES);
    changed.put("io/Fit.class", "fits otherwise");
    Map<String, String> renamed = new LinkedHashMap<>(CLASSES);
    renamed.put("io/Fitted.class", renamed.remove("io/Fit.class"));
    Map<String, String> more = new LinkedHashMap<>(CLASSES);
    more.put("io/More.class", "");

    assertThat(CodeVersion.hash(folder("a", CLASSES)))
        .isNotIn(
            CodeVersion.hash(folder("changed", changed)),
            CodeVersion.hash(folder("renamed", renamed)),
            CodeVersion.hash(folder("more", more)));
  }

  private Path folder(String name, Map<String, String> files) throws IOException {
    Path root = folder.resolve(name);
    for (var file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return root;
  }

  private Path jar(String name, Map<String, String> files) throws IOException {
    Path path = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(path);
        JarOutputStream jar = new JarOutputStream(out)) {
      for (var file : files.entrySet()) {
        jar.putNextEntry(new ZipEntry(file.getKey()));
        jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
      }
    }
    return path;
  }
}
