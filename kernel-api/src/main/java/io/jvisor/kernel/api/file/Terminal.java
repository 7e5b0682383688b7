package io.jvisor.kernel.api.file;

import io.jvisor.kernel.api.Task;

/** What the description of a terminal is, besides a description: it can control a session. */
public interface Terminal {
  /** The terminal: one object for all descriptions of it. */
  TerminalControl control();

  /**
   * Whether {@code TOSTOP} is set, so that writing stops processes in the background.
   *
   * @param task who is about to write
   */
  boolean stopsBackgroundWriters(Task task);
}
