package io.jvisor.platform.spi;

import io.jvisor.kernel.api.ErrnoException;

/** A way to run guest code: it executes instructions until they trap, and never answers a call. */
public interface Platform extends AutoCloseable {
  /** The first address past those that a guest may map. */
  long addressLimit();

  /** The lowest address that a guest may map. */
  long lowestAddress();

  /**
   * The size of the extended state ({@code XSAVE} area, standard format) that {@link
   * Context#saveExtendedState} writes, in bytes.
   */
  int extendedStateSize();

  /**
   * Makes an empty address space.
   *
   * @throws ErrnoException {@code ENOMEM} or {@code EAGAIN} when the host refuses
   */
  AddressSpace newAddressSpace() throws ErrnoException;

  /** How call instructions are replaced; null where the platform gains nothing by it. */
  default CallGate callGate() {
    return null;
  }

  /** Makes the execution state of one guest thread. */
  Context newContext();

  /**
   * Runs the body of a task on a thread of its own. A context is used on the thread of its task
   * only.
   *
   * @param name the thread's, for who looks at the host
   * @throws OutOfMemoryError when the host has no thread left
   */
  void start(String name, Runnable body);

  /** The clock of the calling task's kernel CPU time. Asked by the task itself. */
  default KernelClock kernelClock() {
    return new ThreadClock();
  }

  /**
   * The host calls, by number, that a confined sandbox makes for this platform beyond those that
   * every sandbox makes.
   */
  int[] hostCalls();

  /** Ends every guest thread and process of the platform. */
  @Override
  void close();
}
