package io.jvisor.launcher.boot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells with {@code --debug} how long each step of the start took. */
public final class Phases {
  private static volatile long last;

  private Phases() {}

  /** Starts the stop watch. */
  public static void begin() {
    last = System.nanoTime();
  }

  /** Logs the time since the former step. */
  public static void done(String step) {
    Logger logger = LoggerFactory.getLogger(Phases.class);
    if (logger.isDebugEnabled()) {
      long now = System.nanoTime();
      logger.debug("{}: {} us", step, (now - last) / 1000);
      last = System.nanoTime();
    }
  }
}
