package io.jvisor.launcher.log;

import java.util.Map;
import org.slf4j.event.Level;
import org.tinylog.configuration.Configuration;
import org.tinylog.provider.LoggingProvider;
import org.tinylog.provider.ProviderRegistry;

/** Entries through tinylog, to {@link LogWriter}. */
final class TinylogSink implements LogSink {
  private final LoggingProvider tinylog;

  /**
   * Starts tinylog, which takes one configuration in the life of a process.
   *
   * @param level the least that is written
   * @param withLogger whether entries tell the logger
   */
  TinylogSink(Level level, boolean withLogger) {
    if (!Configuration.isFrozen()) {
      Configuration.replace(
          Map.of(
              "writer",
              LogWriter.class.getName(),
              "level",
              level.name(),
              LogWriter.WITH_LOGGER,
              Boolean.toString(withLogger),
              "autoshutdown",
              "false",
              "escaping.enabled",
              "false"));
    }
    tinylog = ProviderRegistry.getLoggingProvider();
  }

  @Override
  public void log(Level level, String logger, String message, Throwable failure) {
    // The logger travels as tinylog's tag: its own way to tell the class is to walk the stack.
    tinylog.log(
        TinylogSink.class.getName(),
        logger,
        org.tinylog.Level.valueOf(level.name()),
        failure,
        null,
        message);
  }
}
