package io.signalbox.monitor.experiment;

import com.google.errorprone.annotations.FormatMethod;
import io.signalbox.monitor.Comparison.Live;
import io.signalbox.monitor.Comparison.Paired;
import io.signalbox.monitor.Comparison.Settings;
import io.signalbox.monitor.Comparison.Verdict;
import java.util.Locale;
import java.util.Optional;

/** A verdict and why it was reached. Too little data is inconclusive, whatever the numbers say. */
public record Judgement(Verdict verdict, String reason) {

  /**
   * Of the predictions that could be paired, the share that may miss a score. What is missing is not missing by chance: whole requests
   * are, in the hours with the most traffic, and of one in a hundred the estimate moves by as much as a fifteenth.
   */
  static final double MOST_UNPAIRED = 0.005;

  /** What the evidence allows, by these settings; {@code unpaired} predictions miss a version's score. */
  public static Judgement of(
      Settings settings, Optional<Paired> paired, Optional<Live> live, long unpaired) {
    long all = unpaired + paired.map(Paired::predictions).orElse(0L);
    Judgement complete = of(settings, paired, live);
    return unpaired == 0 ? complete : complete.missing(unpaired, all);
  }

  /** Missing data never passes; harm is said all the same. */
  private Judgement missing(long unpaired, long all) {
    String share = text(
        "%,d of %,d predictions (%.2f %%) miss the score of a version",
        unpaired, all, 100.0 * unpaired / all);
    boolean progress = verdict == Verdict.STEP || verdict == Verdict.PROMOTE;
    if (progress && unpaired > MOST_UNPAIRED * all) {
      return new Judgement(
          Verdict.INCONCLUSIVE,
          text(
              "Too many scores are missing: %s (expected: at most %.1f %%). %s",
              share, 100 * MOST_UNPAIRED, reason));
    }
    return new Judgement(verdict, reason + " Unpaired: " + share + ".");
  }

  private static Judgement of(Settings settings, Optional<Paired> paired, Optional<Live> live) {
    int days = paired.map(Paired::days).orElse(0);
    if (paired.isEmpty() || days < settings.leastDaysForHarm()) {
      return tooFew(days, settings.leastDaysForHarm());
    }
    Paired found = paired.get();
    if (found.upper() < 0) {
      return new Judgement(Verdict.HARM, "The candidate is worse: " + interval(found));
    }
    Optional<Live> harm =
        live.filter(arms -> arms.days() >= settings.leastDaysForHarm() && arms.upper() < 0);
    if (harm.isPresent()) {
      return new Judgement(Verdict.HARM, "The live arms show harm: " + interval(harm.get()));
    }
    if (days < settings.leastDaysForProgress()) {
      return tooFew(days, settings.leastDaysForProgress());
    }
    if (found.lower() > 0) {
      return new Judgement(Verdict.PROMOTE, "The candidate is better: " + interval(found));
    }
    if (found.oneSidedLower() > -settings.margin()) {
      return new Judgement(
          Verdict.STEP,
          text(
              "The candidate is not worse by %.3f: one-sided bound %+.4f; %s",
              settings.margin(), found.oneSidedLower(), interval(found)));
    }
    return new Judgement(
        Verdict.INCONCLUSIVE,
        text(
            "The bounds are still too wide: one-sided bound %+.4f (expected: above %+.3f); %s",
            found.oneSidedLower(), -settings.margin(), interval(found)));
  }

  private static Judgement tooFew(int days, int expected) {
    return new Judgement(
        Verdict.INCONCLUSIVE,
        "Too few days of mature paired predictions: %d (expected: at least %d)."
            .formatted(days, expected));
  }

  private static String interval(Paired found) {
    return text(
        "log loss improved by %+.4f, always-valid bounds %+.4f to %+.4f, over %d days.",
        found.improvement(), found.lower(), found.upper(), found.days());
  }

  private static String interval(Live found) {
    return text(
        "log loss improved by %+.4f, always-valid bounds %+.4f to %+.4f, over %d units.",
        found.improvement(), found.lower(), found.upper(), found.units());
  }

  @FormatMethod
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
