package io.jvisor.kernel.api.file;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;

/** What the description of a terminal is, besides a description: it can control a session. */
public interface Terminal {
  /** The terminal: one object for all descriptions of it, and for its master. */
  TerminalControl control();

  /**
   * Whether {@code TOSTOP} is set, so that writing stops processes in the background.
   *
   * @param task who is about to write
   */
  boolean stopsBackgroundWriters(Task task);

  /** Whether a read would find something: a byte, an end, or a failure. */
  boolean hasInput();

  /**
   * Whether this is the side of a pseudo-terminal that does not control sessions, and whose reads
   * and writes job control does not stop: {@code pty(7)}.
   */
  default boolean isMaster() {
    return false;
  }

  /** Whether the terminal hung up after it was opened: requests are {@code EIO}. */
  default boolean isHungUp() {
    return false;
  }

  /** Whether the other side is gone: who waits to read then gets {@code EIO}, not an end. */
  default boolean isLost() {
    return false;
  }

  /** How many bytes end a read: {@code VMIN} of {@code termios(3)}. */
  default int leastRead() {
    return 1;
  }

  /**
   * How long a read waits for more, {@code VTIME} of {@code termios(3)}.
   *
   * @param hasBytes whether it has some already
   * @return nanoseconds, or {@link Task#FOREVER}
   */
  default long patience(boolean hasBytes) {
    return Task.FOREVER;
  }

  /**
   * Opens the other side of a master: {@code TIOCGPTPEER}.
   *
   * @param flags those of {@code open(2)}
   * @throws ErrnoException {@code EIO} for what is not a master
   */
  default FileDescription openPeer(Task task, int flags) throws ErrnoException {
    throw Errno.EIO.exception();
  }
}
