package io.jvisor.conformance.run;

import io.jvisor.conformance.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs run by {@code ./jvisor} on a platform.
 *
 * @param platform its name
 */
public record Sandbox(String platform) {

  /** Runs a program in the sandbox's /tmp, as {@link Linux#run} does on the host. */
  public Outcome run(List<String> program) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("do", "--", "/bin/sh", "-c", "cd /tmp && exec \"$0\" \"$@\""));
    words.addAll(program);
    return jvisor(words);
  }

  /** Runs {@code ./jvisor} with arguments of your own. */
  public Outcome jvisor(List<String> arguments) {
    return command(arguments).run(Sandbox::threadDump);
  }

  /** {@code ./jvisor} with arguments, not yet run. */
  public Command command(List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(Project.jvisor().toString(), "--platform", platform));
    words.addAll(arguments);
    return Command.of(words);
  }

  /**
   * What the sandbox's Java threads do; the script becomes Java, so the process is the same. They
   * are read from outside: asking Java itself takes a {@code SIGQUIT}, which is the guest's, and
   * files, of which a confined process has none.
   */
  private static String threadDump(Process process) {
    Path jhsdb = Path.of(System.getProperty("java.home"), "bin", "jhsdb");
    String pid = Long.toString(process.pid());
    return Command.of("timeout", "60", jhsdb.toString(), "jstack", "--pid", pid).run().output();
  }

  @Override
  public String toString() {
    return platform;
  }
}
