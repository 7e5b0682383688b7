package io.jvisor.launcher.log;

import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** What slf4j hands out. It costs nothing until an entry passes the level. */
final class SlfLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  SlfLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return Logging.isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return Logging.isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return Logging.isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return Logging.isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return Logging.isEnabled(Level.ERROR);
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return null; // the logger's name tells; no stack is walked
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String pattern, Object[] arguments, Throwable failure) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    Logging.sink().log(level, name, message == null ? "" : message, failure);
  }
}
