package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;

/** Where versions serve. Whoever serves them tells it: the registry asks nobody. */
public interface Deployments {

  /**
   * What an endpoint serves from a moment on: all of it. What is not named serves there no longer; the same again is nothing.
   *
   * @throws RegistryException if another program names what is unknown, or an endpoint of this server; this server's router is believed
   */
  void tell(Serving serving);

  /** The newest first. @throws RegistryException if the version is unknown */
  List<Deployment> of(ModelVersion version);

  /** What serves now, by endpoint and version. @throws RegistryException if the model is unknown */
  List<Deployment> inForce(ModelName model);

  /**
   * What an endpoint serves.
   *
   * @param outside whether another program serves it, and not the router of this server
   * @param by who had it so
   */
  record Serving(
      String endpoint, ModelName model, List<Arm> arms, boolean outside, String by, Instant at) {
    /** Letters and more, as the names of endpoints elsewhere may have them. */
    public static final int LONGEST_NAME = 256;

    /** More than any endpoint divides its traffic over. */
    public static final int MOST_ARMS = 1_000;

    /** @throws RegistryException if the name is none, or the arms are too many or there twice */
    public Serving {
      arms = ImmutableList.copyOf(arms);
      if (endpoint.isBlank() || endpoint.length() > LONGEST_NAME || endpoint.indexOf('\0') >= 0) {
        throw new RegistryException.Invalid("endpoint: " + endpoint.length()
            + " characters (expected: 1 to " + LONGEST_NAME + ", without U+0000)");
      }
      long different = arms.stream()
          .map(arm -> arm.version() + "/" + arm.shadow())
          .distinct()
          .count();
      if (arms.size() > MOST_ARMS || different < arms.size()) {
        throw new RegistryException.Invalid("arms: " + arms.size() + " (expected: at most "
            + MOST_ARMS + ", each version once live and once in the shadow)");
      }
    }
  }

  /**
   * One version at an endpoint.
   *
   * @param share in basis points; 0 for a shadow
   */
  record Arm(int version, int share, boolean shadow) {
    private static final int WHOLE = 10_000;

    /** @throws RegistryException if the numbers are out of range */
    public Arm {
      if (version < 1) {
        throw new RegistryException.Invalid("version: " + version + " (expected: >= 1)");
      }
      if (share < 0 || share > WHOLE || shadow != (share == 0)) {
        throw new RegistryException.Invalid(
            "share: " + share + " (expected: 1 to " + WHOLE + " basis points, and 0 for a shadow)");
      }
    }
  }
}
