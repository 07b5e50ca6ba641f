package io.signalbox.registry.artifact;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Artifacts in a folder of this machine. A file is written beside the store, forced to disk, and moved in, so that it is
 * there whole or not at all; its size and SHA-256 are recorded in the database. Safe for any number of threads.
 */
@Component
class LocalArtifacts implements Artifacts {
  private final Path root;
  private final Path incoming;
  private final JdbcClient jdbc;
  private final Clock clock;

  LocalArtifacts(@Value("${signalbox.home:.signalbox}") Path home, JdbcClient jdbc, Clock clock)
      throws IOException {
    root = Files.createDirectories(home.toAbsolutePath().normalize().resolve("artifacts"));
    incoming = Files.createDirectories(home.toAbsolutePath().normalize().resolve("incoming"));
    this.jdbc = jdbc;
    this.clock = clock;
    removeUnfinished();
  }

  @Override
  public ArtifactInfo write(String path, InputStream content) throws IOException {
    Path file = ArtifactPath.below(root, path);
    if (file.equals(root) || Files.isDirectory(file)) {
      throw new RegistryException.Invalid(
          "artifact: '" + path + "' (expected: the path of a file)");
    }
    Path unfinished = Files.createTempFile(incoming, "upload", "");
    try {
      MessageDigest digest = sha256();
      long bytes = copy(content, unfinished, digest);
      createFolder(file, path);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      record(relative(file), bytes, digest.digest());
      return new ArtifactInfo(relative(file), false, bytes);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static long copy(InputStream content, Path target, MessageDigest digest)
      throws IOException {
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      long bytes =
          content.transferTo(new DigestOutputStream(Channels.newOutputStream(channel), digest));
      channel.force(true);
      return bytes;
    }
  }

  private static void createFolder(Path file, String path) throws IOException {
    try {
      Files.createDirectories(file.getParent());
    } catch (FileAlreadyExistsException | NotDirectoryException e) {
      throw new RegistryException.Invalid(
          "artifact: '" + path + "' (expected: below folders, but a file is in the way)");
    }
  }

  private void record(String path, long bytes, byte[] sha256) {
    jdbc.sql("""
        INSERT INTO registry.artifacts (path, bytes, sha256, written_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE
          SET bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256, written_at = EXCLUDED.written_at
        """)
        .params(path, bytes, sha256, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .update();
  }

  @Override
  public Optional<ArtifactInfo> find(String path) throws IOException {
    Path file = ArtifactPath.below(root, path);
    return Files.exists(file) ? Optional.of(info(file)) : Optional.empty();
  }

  @Override
  public InputStream read(String path) throws IOException {
    Path file = ArtifactPath.below(root, path);
    if (!Files.isRegularFile(file)) {
      throw unknown(path);
    }
    return Files.newInputStream(file);
  }

  @Override
  public List<ArtifactInfo> list(String path) throws IOException {
    Path folder = ArtifactPath.below(root, path);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<ArtifactInfo> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        found.add(info(file));
      }
    }
    found.sort(Comparator.comparing(ArtifactInfo::path));
    return found;
  }

  @Override
  public void delete(String path) throws IOException {
    Path file = ArtifactPath.below(root, path);
    if (file.equals(root) || !Files.exists(file)) {
      throw unknown(path);
    }
    Files.walkFileTree(file, new Deletion());
    jdbc.sql("DELETE FROM registry.artifacts WHERE path = :path OR starts_with(path, :path || '/')")
        .param("path", relative(file))
        .update();
  }

  private static RegistryException unknown(String path) {
    return new RegistryException.NotFound("No such artifact: '" + path + "'");
  }

  private ArtifactInfo info(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new ArtifactInfo(
        relative(file), attributes.isDirectory(), attributes.isDirectory() ? 0 : attributes.size());
  }

  private String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** What a killed server was writing. */
  private void removeUnfinished() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
