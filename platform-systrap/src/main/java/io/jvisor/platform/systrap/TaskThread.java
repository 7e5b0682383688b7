package io.jvisor.platform.systrap;

/** The thread of one task. */
final class TaskThread extends Thread {
  /** Frames of the run loop and of a system call, with room for the deepest path walk. */
  private static final long STACK_BYTES = 1 << 20;

  TaskThread(String name, Runnable body) {
    super(null, body, name, STACK_BYTES, false);
    setDaemon(true);
  }
}
