package io.jvisor.kernel.api;

/**
 * A process as something to be remembered: its number is another in each PID namespace ({@code
 * pid_namespaces(7)}), and who reads it decides which one is told. Holds nothing of the process, so
 * that it may be kept after its end. Any thread.
 */
public interface ProcessId {
  /** Nobody: 0 for every reader. */
  ProcessId NONE = reader -> 0;

  /** The number in the PID namespace of a task; 0 where the process cannot be seen. */
  int seenBy(Task reader);

  /**
   * Opens a descriptor that refers to the process, closed on exec, as {@code pidfd_open(2)}; also
   * when the process is gone.
   *
   * @throws ErrnoException {@code EMFILE}; {@code ENODATA} for nobody
   */
  default int open(Task opener) throws ErrnoException {
    throw Errno.ENODATA.exception();
  }
}
