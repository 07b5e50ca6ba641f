package io.signalbox.demo;

import java.time.Instant;
import java.util.List;

/**
 * A full hour of the replay.
 *
 * @param weather observed since the hour before
 * @param departures that left since the hour before
 * @param landings that landed since the hour before
 * @param asked flights about which the question is asked at this hour
 */
record Hour(
    Instant at,
    List<Weather> weather,
    List<Flight> departures,
    List<Flight> landings,
    List<Flight> asked) {}
