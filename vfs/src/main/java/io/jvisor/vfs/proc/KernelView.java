package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;

/** The machine and the kernel, as proc shows them. */
public interface KernelView {
  /** A load of 1. */
  long LOAD_ONE = 2048;

  /** Nanoseconds on the monotonic clock at which the kernel started: where uptime is 0. */
  long bootMonotonicNanos();

  /** Nanoseconds since 1970 at which the kernel started: {@code btime} in {@code /proc/stat}. */
  long bootRealtimeNanos();

  /** How many processors the guest sees. */
  int processorCount();

  /** The whole text of {@code /proc/cpuinfo}. */
  String cpuInfo();

  /** {@code MemTotal} in bytes. */
  long totalMemory();

  /** {@code MemFree} in bytes. */
  long freeMemory();

  /** CPU time in nanoseconds that all processes, dead ones included, spent in user mode. */
  long userNanos();

  /** CPU time in nanoseconds spent in the kernel for them. */
  long systemNanos();

  /** Tasks that can run now. */
  int runningTasks();

  /** All tasks. */
  int totalTasks();

  /** The id that was given last in the PID namespace of a task. */
  int lastPid(Task reader);

  /** Lets the next id there be the one after this, where there is one. */
  void setLastPid(Task task, int id) throws ErrnoException;

  /** Processes and threads made since boot: {@code processes} in {@code /proc/stat}. */
  long forks();

  /** Context switches since boot, or 0 when not counted. */
  long contextSwitches();

  /** Page faults since boot of all processes, dead ones included. */
  long faults();

  /** Load averages over 1, 5 and 15 minutes, in units of 1 / {@link #LOAD_ONE}. */
  long[] loadAverages();

  /** {@code release} of {@code uname(2)}. */
  String release();

  /** {@code version} of {@code uname(2)}. */
  String version();

  /** The host name that a task sees. */
  String hostName(Task task);

  /** Sets the host name; permissions have been checked by the mode of the file. */
  void setHostName(Task task, String name) throws ErrnoException;

  /** The NIS domain name that a task sees. */
  String domainName(Task task);

  /** Sets the domain name; permissions have been checked by the mode of the file. */
  void setDomainName(Task task, String name) throws ErrnoException;

  /** The highest process id plus one. */
  int pidMaximum();

  /** The most threads there may be. */
  int threadMaximum();
}
