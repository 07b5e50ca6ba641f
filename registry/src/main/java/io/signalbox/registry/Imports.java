package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Copies what is on a running MLflow server: with its ids, its times and its history. */
public interface Imports {

  /**
   * Begins to copy, or goes on where an earlier attempt stopped; what was copied stays as it was copied. Answers at once.
   *
   * @throws RegistryException if the address is none, or something copies from there already
   */
  Progress start(Source source, Attribution why);

  /** How far it is. @throws RegistryException if there is no import of this id */
  Progress get(long id);

  /** By id. */
  List<Progress> list();

  /**
   * The server to copy from. A token goes before a user; nothing of it is stored but the address.
   *
   * @param url without query and user, e.g. {@code https://mlflow.example.org}
   */
  record Source(URI url, String token, String user, String password) {
    private static final int LONGEST = 2_000;

    /** Refuses what is no address of a server. @throws RegistryException for it */
    public Source {
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (!http
          || url.getHost() == null
          || url.getRawUserInfo() != null
          || url.getRawQuery() != null
          || url.getRawFragment() != null
          || url.toString().length() > LONGEST) {
        throw new RegistryException.Invalid(
            "from: not the address of a server (expected: http or https, a host, without user and query)");
      }
    }

    @Override
    public String toString() {
      return url.toString(); // no secrets
    }
  }

  /**
   * An import as it stands.
   *
   * @param doing what it is at, for people
   * @param counts by what is counted; complete at the end
   * @param archived versions that were in Production at the source beside one that was moved there later
   * @param leftOut what could not be copied, and why
   */
  record Progress(
      long id,
      String source,
      State state,
      String author,
      Instant startedAt,
      Optional<Instant> endedAt,
      String doing,
      Optional<String> error,
      Map<String, Count> counts,
      List<Note> archived,
      List<Note> leftOut) {
    public Progress {
      counts = ImmutableMap.copyOf(counts);
      archived = ImmutableList.copyOf(archived);
      leftOut = ImmutableList.copyOf(leftOut);
    }
  }

  /** How many there are at the source and how many of them are here. */
  record Count(long source, long here) {}

  /** Something that is here otherwise than at the source. */
  record Note(String subject, String note) {}

  /** How an import stands. */
  enum State {
    @JsonProperty("running")
    RUNNING,
    /** The server stopped over it: it goes on when it is started again. */
    @JsonProperty("interrupted")
    INTERRUPTED,
    /** Everything is here, counted on both sides. */
    @JsonProperty("done")
    DONE,
    /** It came to its end, but the counts are not the same, or something was left out. */
    @JsonProperty("differs")
    DIFFERS,
    @JsonProperty("failed")
    FAILED
  }
}
