package io.jvisor.kernel.core.task;

/** What the tasks of one kernel share and nobody else uses. */
public final class TaskServices {
  private final TaskMemory.Pool memoryPool = new TaskMemory.Pool();
  private final UserAccounts accounts = new UserAccounts();

  TaskMemory.Pool memoryPool() {
    return memoryPool;
  }

  UserAccounts accounts() {
    return accounts;
  }
}
