package io.jvisor.kernel.api.sync;

/** Waiting for threads of the kernel that are about to end. */
public final class Joining {
  private Joining() {}

  /** Waits for a thread's end, whatever interrupts the caller; that is kept for afterwards. */
  public static void join(Thread thread) {
    boolean interrupted = false;
    for (; ; ) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
