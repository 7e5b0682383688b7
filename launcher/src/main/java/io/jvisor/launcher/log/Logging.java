package io.jvisor.launcher.log;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.launcher.UserError;
import io.jvisor.platform.spi.host.HostErrors;
import io.jvisor.platform.spi.host.HostText;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/**
 * Sets logging up, once, before anything is logged.
 *
 * <p>Who asks for a log ({@code --debug}, {@code --strace}, {@code --log}) gets it through tinylog.
 * Otherwise only errors are told, each as one line by {@link LogLine}, and tinylog is not started:
 * it takes longer than the rest of the command line.
 */
public final class Logging {
  private static final int STANDARD_ERROR = 2;
  private static final int MODE = 0640;

  /** Written once at start, before other threads exist. */
  private static int descriptor = STANDARD_ERROR;

  /** Written once at start, before other threads exist. */
  private static boolean json;

  /** The least that is told. */
  private static volatile Level threshold = Level.ERROR;

  private static volatile LogSink sink = direct();

  private Logging() {}

  /** Tells slf4j where to find what is behind it. Comes before the first logger is made. */
  public static void begin() {
    System.setProperty("slf4j.provider", SlfProvider.class.getName());
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }

  /**
   * Sets it up.
   *
   * <p>Without {@code debug} and without a file only errors are told: standard error is the
   * program's, too, and a word such as that of a system call that is not there would be taken for
   * the program's own.
   *
   * @param debug whether to log everything
   * @param inform whether to tell more than errors on standard error as well, as {@code --strace}
   *     asks
   * @param file where to; null for standard error
   * @param format {@code text} or {@code json}
   */
  public static void configure(boolean debug, boolean inform, String file, String format)
      throws UserError {
    if (file != null) {
      try {
        descriptor = HostText.openForAppending(file, MODE);
      } catch (ErrnoException error) {
        throw UserError.usage("--log: " + file + ": " + HostErrors.text(error.errno()));
      }
    }
    json = format.equals("json");
    if (debug || inform || file != null) {
      Level level = debug ? Level.DEBUG : Level.INFO;
      sink = new TinylogSink(level, debug);
      threshold = level;
    } else {
      sink = direct();
    }
  }

  /** Takes lines of {@code --strace} to where the log goes. */
  public static Consumer<String> strace() {
    LogLine line = line();
    return json ? text -> line.write("trace", "strace", text, null) : line::writeRaw;
  }

  static boolean isEnabled(Level level) {
    return level.toInt() >= threshold.toInt();
  }

  static LogSink sink() {
    return sink;
  }

  /** Where tinylog's own writer writes. */
  static LogLine line() {
    return new LogLine(descriptor, json);
  }

  private static LogSink direct() {
    LogLine line = line();
    return (level, _, message, failure) ->
        line.write(level.name().toLowerCase(Locale.ROOT), null, message, failure);
  }
}
