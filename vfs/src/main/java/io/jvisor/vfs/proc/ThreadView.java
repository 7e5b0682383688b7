package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.vfs.FsContext;

/** A thread, as {@code /proc/PID/task/TID} shows it. Two views of one thread are equal. */
public interface ThreadView {
  /** The thread's id. */
  int tid();

  /** Whether it is that of a task. */
  boolean isOf(Task task);

  /**
   * Numbers of the thread and of what it is in, from the namespace that is shown to its own.
   *
   * @return one in each of these namespaces, 0 where there is none
   */
  int[] numbers(Numbered which);

  /** What {@link #numbers} are of. */
  enum Numbered {
    THREAD,
    PROCESS,
    PROCESS_GROUP,
    SESSION
  }

  /** The state as {@code /proc/PID/stat} has it: R, S, D, T, t, Z or X. */
  char state();

  /** The name, at most 15 bytes, one char a byte. */
  String name();

  /** Sets the name; longer ones are cut. */
  void setName(String name) throws ErrnoException;

  /** Its credentials. */
  Credentials credentials();

  /** Its descriptors, or null when it has none any more. */
  FdTable files();

  /** Its root and working directory, or null when it has none any more. */
  FsContext fs();

  /** A namespace that it is in, or its children will be in; null when it is in none any more. */
  Namespace namespace(NamespaceLink link);

  /** Signals that wait for this thread: bit n-1 for signal n. */
  long pending();

  /** Signals that are blocked. */
  long blocked();

  /** CPU times and faults of this thread alone. */
  ProcessTimes times();

  /** When it was started: nanoseconds on the monotonic clock. */
  long startMonotonicNanos();

  /** The nice value, -20 to 19. */
  int nice();

  /** The scheduling policy, such as {@code SCHED_OTHER}. */
  int schedulingPolicy();

  /** The real-time priority, 0 for none. */
  int realTimePriority();

  /** The processor it ran on last. */
  int processor();

  /** The processors it may run on, a bit each. */
  long affinity();

  /** The process that traces it, or 0. */
  int tracer();

  /** Whether system calls are filtered: 0, 1 (strict) or 2 (filter). */
  int seccompMode();

  /** How many filters its calls pass. */
  int seccompFilters();

  /** {@code PR_GET_TIMERSLACK}, in nanoseconds. */
  long timerSlack();

  /** Sets {@link #timerSlack}; 0 for the default. */
  void setTimerSlack(long nanos);

  /** Bytes and calls of I/O of this thread alone. */
  ProcessIo io();

  /** {@code loginuid} and {@code sessionid}. */
  AuditLogin login();

  /** Sets {@code loginuid}; a user begins a session, -1 ends it. */
  void setLoginUser(int user);

  /** The ids of the processes that it made, or took over, the oldest first. */
  int[] children();

  /** Times it gave the processor up. */
  long voluntarySwitches();

  /** Times it was taken off the processor. */
  long involuntarySwitches();

  /** The kernel function it waits in, such as {@code do_wait}; {@code "0"} when running. */
  String waitChannel();

  /** The call it waits in; null when it runs. May wait for the thread to tell. */
  CurrentCall currentCall(Task reader);
}
