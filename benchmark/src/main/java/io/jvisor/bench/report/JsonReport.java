package io.jvisor.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jvisor.bench.result.Failure;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Samples;
import io.jvisor.bench.runtime.Candidate;
import io.jvisor.bench.runtime.GuestRuntime;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The report for programs: every value of every round. Its shape is in docs/benchmark.md. */
public final class JsonReport {
  private final Report report;
  private final JsonGenerator json;

  private JsonReport(Report report, JsonGenerator json) {
    this.report = report;
    this.json = json;
  }

  /** Writes it, in UTF-8. */
  public static void write(Report report, OutputStream stream) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(stream)) {
      json.useDefaultPrettyPrinter();
      new JsonReport(report, json).write();
    }
  }

  private void write() throws IOException {
    json.writeStartObject();
    Machine machine = report.machine();
    json.writeObjectFieldStart("machine");
    json.writeStringField("time", machine.time());
    json.writeStringField("processor", machine.processor());
    json.writeStringField("kernel", machine.kernel());
    json.writeStringField("load", machine.load());
    json.writeNumberField("busyPercent", machine.busy());
    json.writeEndObject();
    json.writeNumberField("rounds", report.rounds());
    json.writeStringField("estimate", report.estimate().name().toLowerCase(Locale.ROOT));
    json.writeArrayFieldStart("runtimes");
    for (Candidate candidate : report.candidates()) {
      json.writeStartObject();
      json.writeStringField("name", candidate.runtime().name());
      json.writeStringField("kind", candidate.runtime().kind().name().toLowerCase(Locale.ROOT));
      json.writeStringField("version", candidate.version());
      json.writeBooleanField("works", candidate.works());
      json.writeStringField("trouble", candidate.trouble());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("figures");
    for (Figure figure : report.results().figures()) {
      write(figure);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("failures");
    for (Failure failure : report.results().failures()) {
      json.writeStartObject();
      json.writeStringField("runtime", failure.runtime());
      json.writeStringField("trial", failure.trial());
      json.writeStringField("reason", failure.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(Figure figure) throws IOException {
    json.writeStartObject();
    json.writeStringField("section", figure.section());
    json.writeStringField("name", figure.name());
    json.writeStringField("title", figure.title());
    json.writeStringField("unit", figure.unit().name().toLowerCase(Locale.ROOT));
    json.writeArrayFieldStart("results");
    for (GuestRuntime runtime : report.runtimes()) {
      Optional<Samples> samples = report.samples(figure, runtime);
      if (samples.isPresent()) {
        write(figure, runtime, samples.get());
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(Figure figure, GuestRuntime runtime, Samples samples) throws IOException {
    json.writeStartObject();
    json.writeStringField("runtime", runtime.name());
    json.writeNumberField("median", samples.median());
    json.writeNumberField("least", samples.least());
    json.writeNumberField("most", samples.greatest());
    writeRatio("toNative", report.toNative(figure, runtime));
    writeRatio("toPeer", report.toPeer(figure, runtime));
    writeRatio("toGvisor", report.toGvisor(figure, runtime));
    writeRatio("toBaseline", report.toBaseline(figure, runtime));
    json.writeArrayFieldStart("values");
    for (double value : samples.values()) {
      json.writeNumber(value);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeRatio(String name, OptionalDouble ratio) throws IOException {
    if (ratio.isPresent()) {
      json.writeNumberField(name, ratio.getAsDouble());
    }
  }
}
