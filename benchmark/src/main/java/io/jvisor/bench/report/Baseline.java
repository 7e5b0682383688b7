package io.jvisor.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jvisor.bench.result.Estimate;
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
 * @param values by section, name of the figure and name of the runtime
 */
public record Baseline(Map<List<String>, Double> values) {
  /** Nothing. */
  public static final Baseline NONE = new Baseline(Map.of());

  /** A copy is made. */
  public Baseline {
    values = Map.copyOf(values);
  }

  /**
   * Reads a report.
   *
   * @param estimate what is to stand for all rounds
   * @throws IOException if it is not there, or no JSON
   */
  public static Baseline read(Path file, Estimate estimate) throws IOException {
    String member = estimate == Estimate.LEAST ? "least" : "median";
    Map<List<String>, Double> values = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      while (json.nextToken() != null) {
        // Section and name come before the results of a figure, the runtime before its values.
        if (json.currentToken() == JsonToken.VALUE_STRING && json.currentName() != null) {
          names.put(json.currentName(), json.getText());
        } else if (json.currentToken().isNumeric() && member.equals(json.currentName())) {
          values.put(
              List.of(
                  names.getOrDefault("section", ""),
                  names.getOrDefault("name", ""),
                  names.getOrDefault("runtime", "")),
              json.getDoubleValue());
        }
      }
    }
    return new Baseline(values);
  }

  /** The value of a figure under a runtime; empty where there was none. */
  OptionalDouble value(Figure figure, GuestRuntime runtime) {
    Double value = values.get(List.of(figure.section(), figure.name(), runtime.name()));
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
