package io.jvisor.launcher.log;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.Writer;

/** Where tinylog hands entries to; made by tinylog, by its class name. */
public final class LogWriter implements Writer {
  /** The name of the property that says whether entries tell the logger. */
  static final String WITH_LOGGER = "writer.logger";

  private final LogLine line = Logging.line();
  private final boolean withLogger;

  /** The writer of a configuration. */
  public LogWriter(Map<String, String> properties) {
    withLogger = Boolean.parseBoolean(properties.get("logger"));
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    EnumSet<LogEntryValue> values =
        EnumSet.of(LogEntryValue.LEVEL, LogEntryValue.MESSAGE, LogEntryValue.EXCEPTION);
    if (withLogger) {
      values.add(LogEntryValue.TAG);
    }
    return values;
  }

  @Override
  public void write(LogEntry entry) {
    line.write(
        entry.getLevel().name().toLowerCase(Locale.ROOT),
        withLogger ? entry.getTag() : null,
        entry.getMessage() == null ? "" : entry.getMessage(),
        entry.getException());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
