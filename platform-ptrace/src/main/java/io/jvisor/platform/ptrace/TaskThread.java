package io.jvisor.platform.ptrace;

/** The thread of one task, and the tracer of its guest thread. */
final class TaskThread extends Thread {
  /** Frames of the run loop and of a system call, with room for the deepest path walk. */
  private static final long STACK_BYTES = 1 << 20;

  /** The context that runs here, set by itself. Owned by this thread. */
  private PtraceContext context;

  TaskThread(String name, Runnable body) {
    super(null, body, name, STACK_BYTES, false);
    setDaemon(true);
  }

  /** The calling thread's context, or null. */
  static PtraceContext currentContext() {
    return Thread.currentThread() instanceof TaskThread thread ? thread.context : null;
  }

  /** Remembers the context of the calling thread. */
  static void setCurrentContext(PtraceContext context) {
    if (!(Thread.currentThread() instanceof TaskThread thread)) {
      throw new IllegalStateException("a context runs on a thread of Platform.newThread");
    }
    thread.context = context;
  }

  @Override
  public void run() {
    try {
      super.run();
    } finally {
      // A tracee whose tracer ends is killed with its whole process.
      if (context != null) {
        context.release();
      }
    }
  }
}
