package io.jvisor.platform.spi.host;

import java.util.ResourceBundle;
import org.slf4j.LoggerFactory;

/**
 * Takes what the JDK itself logs to slf4j, where all else goes.
 *
 * <p>That there is one saves a tenth of the start, too: jffi makes a logger, and the JDK would look
 * into every jar for somebody like this.
 */
public final class SlfLoggerFinder extends System.LoggerFinder {
  /** Made by the JDK. */
  public SlfLoggerFinder() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Bridge(LoggerFactory.getLogger(name));
  }

  private record Bridge(org.slf4j.Logger logger) implements System.Logger {
    @Override
    public String getName() {
      return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && logger.isEnabledForLevel(of(level));
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable failure) {
      if (isLoggable(level)) {
        logger.atLevel(of(level)).setCause(failure).log(message);
      }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
      if (isLoggable(level)) {
        String message =
            parameters == null || parameters.length == 0
                ? format
                : java.text.MessageFormat.format(format, parameters);
        logger.atLevel(of(level)).log(message);
      }
    }

    private static org.slf4j.event.Level of(Level level) {
      return switch (level) {
        case ALL, TRACE -> org.slf4j.event.Level.TRACE;
        case DEBUG -> org.slf4j.event.Level.DEBUG;
        case INFO -> org.slf4j.event.Level.INFO;
        case WARNING -> org.slf4j.event.Level.WARN;
        case ERROR, OFF -> org.slf4j.event.Level.ERROR;
      };
    }
  }
}
