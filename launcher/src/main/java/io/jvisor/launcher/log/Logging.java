package io.jvisor.launcher.log;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.launcher.UserError;
import io.jvisor.platform.spi.host.HostErrors;
import io.jvisor.platform.spi.host.HostText;
import java.util.Map;
import java.util.function.Consumer;
import org.tinylog.configuration.Configuration;

/** Sets logging up, once, before anything is logged. */
public final class Logging {
  private static final int STANDARD_ERROR = 2;
  private static final int MODE = 0640;

  /** Written once at start, before other threads exist. */
  private static int descriptor = STANDARD_ERROR;

  /** Written once at start, before other threads exist. */
  private static boolean json;

  private Logging() {}

  /**
   * Sets it up.
   *
   * <p>Without {@code debug} and without a file only errors are told: standard error is the
   * program's, too, and a warning such as that of a system call that is not there would be taken
   * for the program's own.
   *
   * @param debug whether to log everything
   * @param warn whether to log warnings to standard error as well, as {@code --strace} asks
   * @param file where to; null for standard error
   * @param format {@code text} or {@code json}
   */
  public static void configure(boolean debug, boolean warn, String file, String format)
      throws UserError {
    if (file != null) {
      try {
        descriptor = HostText.openForAppending(file, MODE);
      } catch (ErrnoException error) {
        throw UserError.usage("--log: " + file + ": " + HostErrors.text(error.errno()));
      }
    }
    json = format.equals("json");
    if (Configuration.isFrozen()) {
      return; // tinylog takes one configuration in the life of a process
    }
    Configuration.replace(
        Map.of(
            "writer",
            LogWriter.class.getName(),
            "level",
            debug ? "debug" : warn || file != null ? "warn" : "error",
            "writer.class",
            Boolean.toString(debug),
            "autoshutdown",
            "false",
            "escaping.enabled",
            "false"));
  }

  /** Takes lines of {@code --strace} to where the log goes. */
  public static Consumer<String> strace() {
    LogLine line = new LogLine(descriptor, json);
    return json ? text -> line.write("trace", "strace", text, null) : line::writeRaw;
  }

  /** Where tinylog's own writer writes. */
  static LogLine line() {
    return new LogLine(descriptor, json);
  }
}
