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
  private final LogLine line = Logging.line();
  private final boolean withClass;

  /** The writer of a configuration: {@code class} says whether class names are logged. */
  public LogWriter(Map<String, String> properties) {
    withClass = Boolean.parseBoolean(properties.get("class"));
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    EnumSet<LogEntryValue> values =
        EnumSet.of(LogEntryValue.LEVEL, LogEntryValue.MESSAGE, LogEntryValue.EXCEPTION);
    if (withClass) {
      values.add(LogEntryValue.CLASS);
    }
    return values;
  }

  @Override
  public void write(LogEntry entry) {
    line.write(
        entry.getLevel().name().toLowerCase(Locale.ROOT),
        entry.getClassName(),
        entry.getMessage() == null ? "" : entry.getMessage(),
        entry.getException());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
