package io.jvisor.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.jvisor.bench.result.Estimate;
import io.jvisor.bench.runtime.GuestRuntime;
import io.jvisor.bench.section.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportsTest {
  @Test
  void theTableHasARowForEachFigureAndRuntime() {
    assertEquals(
        """
        now, a processor, a kernel
        load averages 0 0 0; 1 % of the processors busy before
        v: 1

                                      median    least     most  /native  /peer  /gVisor
        a call       native           200 ns   100 ns   300 ns    1.00x
                     jvisor:systrap   800 ns   400 ns  1.20 us    4.00x  0.20x    0.20x
                     runc                  -        -        -
                     runsc:systrap   4.00 us  2.00 us  6.00 us    20.0x
        idle <time>  native           0.00 %   0.00 %   0.00 %
                     jvisor:systrap   0.25 %   0.25 %   0.25 %
        """,
        TextTable.of(Examples.report()).split("\nmedian, ", -1)[0]);
  }

  @Test
  void theTableSaysWhatIsMissingAndWhy() {
    String table = TextTable.of(Examples.report());
    assertTrue(table.contains("not there: runsc:kvm: no & never\n"), table);
    assertTrue(table.contains("failed: runc, call: status 1: no such call\n"), table);
  }

  @Test
  void theJsonIsJson() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JsonReport.write(Examples.report(), bytes);
    int values = 0;
    try (JsonParser parser = new JsonFactory().createParser(bytes.toByteArray())) {
      while (parser.nextToken() != null) {
        values += "toGvisor".equals(parser.currentName()) ? 1 : 0;
      }
    }
    // A name and a number, for the one figure that gVisor has too.
    assertEquals(2, values);
  }

  @Test
  void whatWasWrittenOnceCanBeComparedWith(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("before.json");
    try (OutputStream stream = Files.newOutputStream(file)) {
      JsonReport.write(Examples.report(), stream);
    }
    Report report = Examples.report(Baseline.read(file, Estimate.MEDIAN));
    for (GuestRuntime runtime : report.runtimes()) {
      boolean isMeasured = report.samples(Examples.CALL, runtime).isPresent();
      assertEquals(
          isMeasured ? OptionalDouble.of(1) : OptionalDouble.empty(),
          report.toBaseline(Examples.CALL, runtime),
          runtime.name());
    }
    assertTrue(TextTable.of(report).contains("/before"));
  }

  @Test
  void thePageStandsAlone() {
    String page =
        HtmlReport.of(
            Examples.report(),
            List.of(
                new Section("micro", "Calls", List.of()),
                new Section("memory", "Memory", List.of())));
    assertTrue(page.contains("<h2>Calls</h2>"), page);
    assertTrue(page.contains("idle &lt;time&gt;"), page);
    assertTrue(page.contains("no &amp; never"), page);
    assertFalse(page.contains("http"), page);
    // jvisor and gVisor, once in the legend and once in the chart; percentages have no ratio.
    assertEquals(3, page.split("<circle ", -1).length);
    assertEquals(3, page.split("<rect ", -1).length);
  }
}
