package io.jvisor.bench.section;

import io.jvisor.bench.process.Outcome;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Unit;
import io.jvisor.bench.runtime.Container;
import io.jvisor.bench.runtime.GuestRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs that people use, run again and again inside one sandbox and timed there: the runtime's
 * own start is not part of it, nor what a program does the first time.
 */
public final class ApplicationSection {
  private static final String NAME = "applications";
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Workbench workbench;
  private final Pace pace;

  private ApplicationSection(Workbench workbench, Pace pace) {
    this.workbench = workbench;
    this.pace = pace;
  }

  /** The section. */
  public static Section of(Workbench workbench, Pace pace) {
    ApplicationSection section = new ApplicationSection(workbench, pace);
    return new Section(
        NAME,
        "Applications, timed inside the sandbox",
        List.of(
            section.trial("python", "python start", "python3", "", "python3 -c pass"),
            section.trial("node", "node start", "node", "", "node -e 0"),
            section.trial("gcc", "gcc build, 6 files", "gcc", SOURCES, BUILD),
            section.trial(
                "sqlite",
                "sqlite, 5,000 inserts",
                "sqlite3",
                INSERTS,
                "sqlite3 db '.read inserts'"),
            section.trial(
                "sqlite-durable",
                "sqlite, 100 durable transactions",
                "sqlite3",
                TRANSACTIONS,
                "sqlite3 db '.read transactions'"),
            section.trial("tar", "tar, 1,000 files in tmpfs", "tar", TREE, "tar cf archive tree"),
            section.trial(
                "tar-root",
                "tar, /usr/include/linux",
                "tar",
                "test -d /usr/include/linux",
                "tar cf archive -C /usr/include linux"),
            section.trial("git-status", "git status, 500 files", "git", REPOSITORY, GIT_STATUS)));
  }

  /** Six C files of forty functions each. */
  private static final String SOURCES =
      """
      for file in 1 2 3 4 5 6; do
        {
          echo '#include <stdio.h>'
          echo '#include <stdlib.h>'
          echo '#include <string.h>'
          function=0
          while [ $function -lt 40 ]; do
            function=$((function + 1))
            echo "int f_${file}_$function(int n, char *s) {"
            echo "  int sum = $function;"
            echo '  for (int i = 0; i < n; i++) sum += s[i % 16] * i + (int)strlen(s);'
            echo '  if (sum == 42) puts(s);'
            echo '  return sum;'
            echo '}'
          done
        } >file$file.c
      done
      echo 'int f_1_1(int, char *); int main(void) { return f_1_1(0, "x") != 1; }' >main.c
      """;

  private static final String BUILD =
      "for file in main file1 file2 file3 file4 file5 file6; do"
          + " gcc -O1 -c $file.c || exit; done; gcc -o program ./*.o && ./program";

  private static final String INSERTS =
      """
      {
        echo 'PRAGMA synchronous = OFF; DROP TABLE IF EXISTS t; CREATE TABLE t(a, b, c); BEGIN;'
        row=0
        while [ $row -lt 5000 ]; do
          row=$((row + 1))
          echo "INSERT INTO t VALUES ($row, 'name of row $row', $((row * 7 % 1000)));"
        done
        echo 'COMMIT; CREATE INDEX i ON t(c); SELECT sum(a) FROM t;'
      } >inserts
      """;

  private static final String TRANSACTIONS =
      """
      {
        echo 'PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS t(a, b);'
        row=0
        while [ $row -lt 100 ]; do
          row=$((row + 1))
          echo "INSERT INTO t VALUES ($row, 'name of row $row');"
        done
      } >transactions
      """;

  /** A text of 4 KiB, for files. */
  private static final String TEXT =
      """
      text=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde
      text="$text $text $text $text $text $text $text $text"
      text="$text $text $text $text $text $text $text $text"
      """;

  private static final String TREE =
      TEXT
          + """
          for folder in 0 1 2 3 4 5 6 7 8 9; do
            mkdir -p tree/$folder
            file=0
            while [ $file -lt 100 ]; do
              file=$((file + 1))
              echo "$file $text" >tree/$folder/$file
            done
          done
          """;

  private static final String REPOSITORY =
      TEXT
          + """
          for folder in 0 1 2 3 4; do
            mkdir -p repository/$folder
            file=0
            while [ $file -lt 100 ]; do
              file=$((file + 1))
              echo "$folder $file $text" >repository/$folder/$file
            done
          done
          cd repository
          git -c init.defaultBranch=main init -q .
          git add .
          git -c user.name=bench -c user.email=bench@localhost commit -q -m files
          cd ..
          """;

  private static final String GIT_STATUS = "git -C repository status";

  /**
   * A trial.
   *
   * @param program what it needs
   * @param setup a shell script that is run first, in /tmp
   * @param command a shell's command line
   */
  private Trial trial(String name, String title, String program, String setup, String command) {
    return new Application(
        new Figure(NAME, name, title, Unit.NANOSECONDS), program, setup, command);
  }

  private final class Application implements Trial {
    private final Figure figure;
    private final String program;
    private final String setup;
    private final String command;

    Application(Figure figure, String program, String setup, String command) {
      this.figure = figure;
      this.program = program;
      this.setup = setup;
      this.command = command;
    }

    @Override
    public List<Figure> figures() {
      return List.of(figure);
    }

    @Override
    public Map<Figure, Double> run(GuestRuntime runtime)
        throws TrialException, InterruptedException {
      if (locate(program).isEmpty()) {
        throw new TrialException(program + " is not installed");
      }
      try (Container container = runtime.container(words())) {
        Outcome outcome = container.command().run(LIMIT);
        return Map.of(figure, pace.estimate().of(Output.numbers(outcome, pace.runs())));
      }
    }

    private List<String> words() {
      List<String> words = new ArrayList<>();
      words.addAll(List.of("/bin/sh", "-c", "set -e\n" + setup + "\nexec \"$0\" \"$@\""));
      words.addAll(
          List.of(
              workbench.program("repeat"),
              Integer.toString(pace.warmUps()),
              Integer.toString(pace.runs())));
      // A command without a shell where it can be.
      words.addAll(
          command.contains("'") || command.contains(";")
              ? List.of("/bin/sh", "-c", command)
              : List.of(command.split(" ", -1)));
      return words;
    }
  }

  /** Where a program is, among the folders that containers have in their PATH. */
  private static Optional<Path> locate(String program) {
    return Stream.of("/usr/local/bin", "/usr/bin", "/bin")
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
