package io.signalbox.registry.artifact;

import io.signalbox.registry.RegistryException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Moves files into the store and out of it, as a whole, whoever else does so at the same time. */
final class Moving {
  /** Each but the first is for a folder that was deleted within a moment. */
  private static final int ATTEMPTS = 100;

  private Moving() {}

  /**
   * Takes the place of what is there. The name is on disk when this returns.
   *
   * @param path as a caller wrote it, for messages
   * @throws RegistryException if a folder is there, or a file is in the way
   */
  static void in(Path unfinished, Path file, String path) throws IOException {
    for (int attempt = 1; !moved(unfinished, file, path); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new NoSuchFileException(file.toString());
      }
    }
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (NoSuchFileException e) {
      // deleted as a whole since it was moved there
    }
  }

  private static boolean moved(Path unfinished, Path file, String path) throws IOException {
    try {
      Files.createDirectories(file.getParent());
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (FileSystemException e) {
      if (Files.isDirectory(file)) {
        throw noFile(path);
      }
      if (isBelowAFile(file)) {
        throw new RegistryException.Invalid(
            "artifact: '" + path + "' (expected: below folders, but a file is in the way)");
      }
      if (e instanceof FileAlreadyExistsException) { // a folder, deleted while it was looked at
        return false;
      }
      throw e;
    }
  }

  private static boolean isBelowAFile(Path file) {
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder)) {
        return true;
      }
    }
    return false;
  }

  /** @throws NoSuchFileException if it is not there any more */
  static void out(Path file, Path aside) throws IOException {
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes a folder that was moved out. A file that was on its way into it goes with it. */
  static void discard(Path aside) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.walkFileTree(aside, new Deletion());
        return;
      } catch (DirectoryNotEmptyException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  static RegistryException noFile(String path) {
    return new RegistryException.Invalid("artifact: '" + path + "' (expected: the path of a file)");
  }
}
