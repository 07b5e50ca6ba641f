package io.signalbox.registry.importing;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.RegistryException;
import java.io.IOException;
import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * One attempt at an import, from the first thing to the last.
 *
 * @param seen what was seen at the source, also of what is here already
 */
record ImportPass(long id, SourceServer source, Attribution why, Tally seen, ImportRows rows) {

  /** What copies one thing. */
  interface Copying<T> {
    T copy() throws IOException;
  }

  /** Empty where the thing cannot be here; it is noted then, and the import goes on. */
  <T> Optional<T> orLeftOut(String subject, Copying<T> copying) throws IOException {
    try {
      return Optional.of(copying.copy());
    } catch (RegistryException e) {
      rows.leftOut(id, subject, String.valueOf(e.getMessage()));
    } catch (DataIntegrityViolationException e) {
      rows.leftOut(id, subject, "a value that cannot be stored here, such as text with U+0000");
    }
    return Optional.empty();
  }
}
