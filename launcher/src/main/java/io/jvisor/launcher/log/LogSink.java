package io.jvisor.launcher.log;

import org.slf4j.event.Level;

/** Where entries go that are not filtered out. Called by any thread. */
@FunctionalInterface
interface LogSink {
  /**
   * Takes an entry.
   *
   * @param logger the name of the logger, a class
   * @param failure null where nothing was thrown
   */
  void log(Level level, String logger, String message, Throwable failure);
}
