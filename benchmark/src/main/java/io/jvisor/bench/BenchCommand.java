package io.jvisor.bench;

import io.jvisor.bench.report.Baseline;
import io.jvisor.bench.report.HtmlReport;
import io.jvisor.bench.report.JsonReport;
import io.jvisor.bench.report.Machine;
import io.jvisor.bench.report.Report;
import io.jvisor.bench.report.TextTable;
import io.jvisor.bench.result.Estimate;
import io.jvisor.bench.result.Results;
import io.jvisor.bench.runtime.Candidate;
import io.jvisor.bench.runtime.GuestRuntime;
import io.jvisor.bench.runtime.RuntimeFinder;
import io.jvisor.bench.section.ApplicationSection;
import io.jvisor.bench.section.MemorySection;
import io.jvisor.bench.section.MicroSection;
import io.jvisor.bench.section.Pace;
import io.jvisor.bench.section.Section;
import io.jvisor.bench.section.StartSection;
import io.jvisor.bench.section.Trial;
import io.jvisor.bench.section.Workbench;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./bench}. */
@Command(
    name = "bench",
    sortOptions = false,
    description = "Compares jvisor with Linux itself and with other runtimes.%n",
    footer = {
      "",
      "Runtimes: native (always), jvisor:systrap, jvisor:ptrace, runc, runsc:systrap, runsc:ptrace,"
          + " runsc:kvm; 'systrap' and 'ptrace' alone are jvisor's, 'jvisor' and 'runsc' stand for"
          + " all of theirs.",
      "bench --jmh [PATTERN] [OPTION OF JMH...] times hot spots of the kernel alone, without"
          + " guests.",
      "Exit status: 0, 1 if something could not be measured, 2 for a mistake in the command line."
    })
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--sections",
      split = ",",
      paramLabel = "NAME",
      description = "what to measure, of: micro, start, memory, applications (default: all)")
  private List<String> sections = List.of();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "the trials with these names only")
  private List<String> only = List.of();

  @Option(
      names = "--runtimes",
      split = ",",
      paramLabel = "NAME",
      description = "what to compare (default: all that work here)")
  private List<String> runtimes = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often (default: 5; 2 with --quick)")
  private Integer rounds;

  @Option(
      names = "--estimate",
      paramLabel = "median|least",
      defaultValue = "median",
      description = "what stands for several values; 'least' where the machine is not idle")
  private Estimate estimate;

  @Option(names = "--quick", description = "shorter, to see whether everything works")
  private boolean quick;

  @Option(
      names = "--runc",
      paramLabel = "PROGRAM",
      defaultValue = "runc",
      description = "another runc than that in PATH")
  private String runc;

  @Option(
      names = "--runsc",
      paramLabel = "PROGRAM",
      defaultValue = "runsc",
      description = "another runsc than that in PATH")
  private String runsc;

  @Option(names = "--json", paramLabel = "FILE", description = "write all values to a file as JSON")
  private Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "write charts and tables to a page")
  private Path html;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "compare with what --json wrote another time")
  private Path against;

  @Option(names = "--list", description = "print the names of sections and trials, and end")
  private boolean list;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(names = "--help", usageHelp = true, description = "print this, and end")
  private boolean help;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("jvisor.home", ".")).toAbsolutePath().normalize();
    Path state = home.resolve("build/bench");
    if (home.startsWith("/tmp")) {
      throw new ParameterException(
          spec.commandLine(), "guests have a /tmp of their own: the source tree must not be there");
    }
    Workbench workbench = new Workbench(home, state.resolve("guest"));
    Pace pace = (quick ? Pace.QUICK : Pace.FULL).with(estimate);
    List<Section> all =
        List.of(
            MicroSection.of(workbench, pace),
            StartSection.of(workbench, pace),
            MemorySection.of(workbench, pace),
            ApplicationSection.of(workbench, pace));
    if (list) {
      all.forEach(BenchCommand::print);
      return 0;
    }
    List<Section> chosen = choose(all);
    Baseline baseline = against == null ? Baseline.NONE : Baseline.read(against, estimate);
    workbench.compile();
    List<Candidate> candidates = candidates(new RuntimeFinder(home, state, runc, runsc));
    List<GuestRuntime> working =
        candidates.stream().filter(Candidate::works).map(Candidate::runtime).toList();
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Machine machine = Machine.look(time, candidates);
    machine.lines().forEach(System.err::println);
    int count = rounds != null ? rounds : quick ? 2 : 5;
    Results results = new Results();
    Path build = home.resolve("build/jvisor/stamp");
    FileTime built = Files.getLastModifiedTime(build);
    new Schedule(chosen, working, count, System.err).run(results);
    if (!Files.getLastModifiedTime(build).equals(built)) {
      System.err.println("WARNING: jvisor was built anew while it was measured");
    }
    publish(new Report(machine, candidates, count, results, estimate, baseline), chosen);
    return results.failures().isEmpty() ? 0 : 1;
  }

  private void publish(Report report, List<Section> chosen) throws IOException {
    System.out.print(TextTable.of(report));
    if (json != null) {
      try (OutputStream stream = Files.newOutputStream(json)) {
        JsonReport.write(report, stream);
      }
    }
    if (html != null) {
      Files.writeString(html, HtmlReport.of(report, chosen));
    }
  }

  private List<Candidate> candidates(RuntimeFinder finder) throws InterruptedException {
    try {
      return finder.find(runtimes);
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(spec.commandLine(), "--runtimes: " + unknown.getMessage());
    }
  }

  /** The sections and trials that were asked for. */
  private List<Section> choose(List<Section> all) {
    for (String name : sections) {
      if (all.stream().noneMatch(section -> section.name().equals(name))) {
        throw new ParameterException(spec.commandLine(), "--sections: there is no " + name);
      }
    }
    for (String name : only) {
      if (all.stream()
          .flatMap(section -> section.trials().stream())
          .noneMatch(trial -> trial.name().equals(name))) {
        throw new ParameterException(
            spec.commandLine(), "--only: there is no " + name + "; see --list");
      }
    }
    return all.stream()
        .filter(section -> sections.isEmpty() || sections.contains(section.name()))
        .map(
            section ->
                new Section(
                    section.name(),
                    section.title(),
                    section.trials().stream()
                        .filter(trial -> only.isEmpty() || only.contains(trial.name()))
                        .toList()))
        .toList();
  }

  private static void print(Section section) {
    System.out.println(section.name() + ": " + section.title());
    for (Trial trial : section.trials()) {
      trial
          .figures()
          .forEach(figure -> System.out.printf("  %-24s %s%n", trial.name(), figure.title()));
    }
  }
}
