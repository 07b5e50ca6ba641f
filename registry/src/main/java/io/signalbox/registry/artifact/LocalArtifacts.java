package io.signalbox.registry.artifact;

import io.signalbox.registry.ArtifactOwners;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Artifacts in a folder of this machine. A file is written beside the store, forced to disk, and moved in, so that it is
 * there whole or not at all; its size and SHA-256 are recorded in the database. Safe for any number of threads.
 */
@Component
class LocalArtifacts implements Artifacts {
  /** Whatever failed with less room than this failed for want of room. */
  private static final long FULL_BYTES = 64 * 1024;

  /** An upload to shared files of which nothing came for so long has ended. */
  private static final Duration UPLOAD_PAUSE = Duration.ofHours(1);

  private final Path root;
  private final Path incoming;
  private final ArtifactRecords records;
  private final ArtifactOwners owners;

  LocalArtifacts(
      @Value("${signalbox.home:.signalbox}") Path home,
      @Value("${signalbox.files:${signalbox.home:.signalbox}}") Path files,
      ArtifactRecords records,
      ArtifactOwners owners)
      throws IOException {
    Path folder = files.toAbsolutePath().normalize();
    root = Files.createDirectories(folder.resolve("artifacts"));
    incoming = Files.createDirectories(folder.resolve("incoming"));
    this.records = records;
    this.owners = owners;
    removeUnfinished(files.equals(home) ? Duration.ZERO : UPLOAD_PAUSE);
  }

  @Override
  public ArtifactInfo write(String path, InputStream content) throws IOException {
    Path file = ArtifactPath.below(root, path);
    if (file.equals(root) || Files.isDirectory(file)) {
      throw new RegistryException.Invalid(
          "artifact: '" + path + "' (expected: the path of a file)");
    }
    owners.requireChange(relative(file));
    try {
      Path unfinished = Files.createTempFile(incoming, "upload", "");
      try {
        MessageDigest digest = sha256();
        long bytes = copy(content, unfinished, digest);
        createFolder(file, path);
        Files.move(
            unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceName(file);
        records.put(relative(file), bytes, digest.digest());
        return new ArtifactInfo(relative(file), false, bytes);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw isFull(e) ? new Full(e) : e;
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

  /** A name is on disk when its folder is. */
  private static void forceName(Path file) throws IOException {
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private boolean isFull(IOException e) throws IOException {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left")
        || message.contains("Disk quota exceeded")
        || Files.getFileStore(incoming).getUsableSpace() < FULL_BYTES;
  }

  private static void createFolder(Path file, String path) throws IOException {
    try {
      Files.createDirectories(file.getParent());
    } catch (FileAlreadyExistsException | NotDirectoryException e) {
      throw new RegistryException.Invalid(
          "artifact: '" + path + "' (expected: below folders, but a file is in the way)");
    }
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
  public Content open(String path) throws IOException {
    Path file = ArtifactPath.below(root, path);
    if (!Files.isRegularFile(file)) {
      throw unknown(path);
    }
    return OpenFile.of(file);
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
    owners.requireChange(relative(file));
    if (file.equals(root) || !Files.exists(file)) {
      throw unknown(path);
    }
    Files.walkFileTree(file, new Deletion());
    records.delete(relative(file));
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

  /** What a server that was killed left. Another one may be at an upload now where the files are shared. */
  private void removeUnfinished(Duration pause) throws IOException {
    Path probe = Files.createTempFile(incoming, "now", ""); // by the clock of the disk
    Instant abandoned = Files.getLastModifiedTime(probe).toInstant().minus(pause);
    Files.delete(probe);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(abandoned)) {
          Files.deleteIfExists(file);
        }
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
}
