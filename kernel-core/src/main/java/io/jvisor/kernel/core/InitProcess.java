package io.jvisor.kernel.core;

/** The first process of a sandbox, as its starter sees it. */
public interface InitProcess {
  /** Its process id. */
  int pid();

  /**
   * Waits until the process has ended, and with it every other process of the sandbox.
   *
   * @return how it ended; see {@link WaitStatus}
   */
  int waitForExit() throws InterruptedException;
}
