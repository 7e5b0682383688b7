package io.jvisor.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.runtime.GuestRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What came out another time, as {@link JsonReport} wrote it.
 *
 * @param medians by section, name of the figure and name of the runtime
 */
public record Baseline(Map<List<String>, Double> medians) {
  /** Nothing. */
  public static final Baseline NONE = new Baseline(Map.of());

  /** A copy is made. */
  public Baseline {
    medians = Map.copyOf(medians);
  }

  /**
   * Reads a report.
   *
   * @throws IOException if it is not there, or no JSON
   */
  public static Baseline read(Path file) throws IOException {
    Map<List<String>, Double> medians = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      while (json.nextToken() != null) {
        // Section and name come before the results of a figure, the runtime before its median.
        if (json.currentToken() == JsonToken.VALUE_STRING && json.currentName() != null) {
          names.put(json.currentName(), json.getText());
        } else if (json.currentToken().isNumeric() && "median".equals(json.currentName())) {
          medians.put(
              List.of(
                  names.getOrDefault("section", ""),
                  names.getOrDefault("name", ""),
                  names.getOrDefault("runtime", "")),
              json.getDoubleValue());
        }
      }
    }
    return new Baseline(medians);
  }

  /** The median of a figure under a runtime; empty where there was none. */
  OptionalDouble median(Figure figure, GuestRuntime runtime) {
    Double median = medians.get(List.of(figure.section(), figure.name(), runtime.name()));
    return median == null ? OptionalDouble.empty() : OptionalDouble.of(median);
  }
}
