package io.jvisor.kernel.core;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.function.Consumer;

/**
 * What a kernel is assembled from.
 *
 * @param platform how guest code runs; closed with the kernel
 * @param memory where guest pages live; closed with the kernel
 * @param syscalls the calls that there are
 * @param clock the time
 * @param hostname the node name of {@code uname(2)}
 * @param domainname the domain name of {@code uname(2)}
 * @param taskLimit how many tasks there may be at a time; one more is {@code EAGAIN}
 * @param replaceCalls whether call instructions of guests are replaced where the platform gains by
 *     it ({@link io.jvisor.platform.spi.CallGate})
 * @param straceSink takes one line per system call; null when calls are not traced
 */
public record KernelOptions(
    Platform platform,
    MemoryFile memory,
    SyscallTable syscalls,
    Clock clock,
    String hostname,
    String domainname,
    int taskLimit,
    boolean replaceCalls,
    Consumer<String> straceSink) {

  /** The task limit where the configuration names none. */
  public static final int DEFAULT_TASK_LIMIT = 2048;

  /** Options with the usual names and limits, without tracing. */
  public static KernelOptions of(
      Platform platform, MemoryFile memory, SyscallTable syscalls, Clock clock) {
    return new KernelOptions(
        platform, memory, syscalls, clock, "jvisor", "(none)", DEFAULT_TASK_LIMIT, true, null);
  }

  /** The same with another host name. */
  public KernelOptions withHostname(String name) {
    return new KernelOptions(
        platform, memory, syscalls, clock, name, domainname, taskLimit, replaceCalls, straceSink);
  }

  /** The same with another limit. */
  public KernelOptions withTaskLimit(int limit) {
    return new KernelOptions(
        platform, memory, syscalls, clock, hostname, domainname, limit, replaceCalls, straceSink);
  }

  /** The same with system calls traced to a sink. */
  public KernelOptions withStrace(Consumer<String> sink) {
    return new KernelOptions(
        platform, memory, syscalls, clock, hostname, domainname, taskLimit, replaceCalls, sink);
  }
}
