package io.jvisor.kernel.core.task;

/** Starting the thread of a task. */
final class TaskThreads {
  private TaskThreads() {}

  /**
   * Starts a task that is linked into the tree.
   *
   * @param start what it does first, on its own thread
   * @throws OutOfMemoryError when the host has no thread left
   */
  static void start(KernelTask task, RunLoop.Start start) {
    Thread thread =
        task.kernel().platform().newThread("task-" + task.tid(), new RunLoop(task, start));
    task.sleeper.setThread(thread);
    thread.start();
  }
}
