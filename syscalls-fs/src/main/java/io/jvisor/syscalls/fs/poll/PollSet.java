package io.jvisor.syscalls.fs.poll;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.api.sync.Waiter;

/**
 * Descriptions that one call watches, and the wait for one of them to become ready.
 *
 * <p>Used by one task: filled, waited on, and {@link #close}d, which gives the references back.
 */
final class PollSet implements AutoCloseable {
  private static final int ALWAYS = PollEvents.POLLERR | PollEvents.POLLHUP;

  private final Task task;
  private final FileDescription[] files;
  private final int[] wanted;
  private final int[] ready;

  /** The places on wait queues, made when the task has to wait. */
  private Waiter[] waiters;

  private int size;

  /** A set with room for some descriptions. */
  PollSet(Task task, int capacity) {
    this.task = task;
    files = new FileDescription[capacity];
    wanted = new int[capacity];
    ready = new int[capacity];
  }

  /**
   * Adds a descriptor.
   *
   * @param events what to wait for; errors and hang-ups count always
   * @return false when the descriptor is not open: {@code POLLNVAL} is ready for it
   */
  boolean add(int fd, int events) {
    int index = size++;
    wanted[index] = events | ALWAYS;
    try {
      FileDescription file = task.files().get(fd);
      if ((file.statusFlags() & OpenFlags.O_PATH) == 0) {
        files[index] = file;
        return true;
      }
      file.release();
    } catch (ErrnoException error) {
      // Not open: told as an event below.
    }
    ready[index] = PollEvents.POLLNVAL;
    return false;
  }

  /** Adds an entry that is never ready: a negative descriptor. */
  void addNothing() {
    size++;
  }

  /** What is ready of an entry. */
  int ready(int index) {
    return ready[index];
  }

  /**
   * Waits until an entry is ready.
   *
   * @param deadline nanoseconds of {@code CLOCK_MONOTONIC}, {@link Task#FOREVER}, or a time that
   *     has passed
   * @return how many entries are ready: 0 when the time is up, -1 after a signal
   */
  int await(long deadline) {
    int count = scan();
    if (count > 0 || deadline <= 0) {
      return count;
    }
    enqueue();
    for (; ; ) {
      count = scan();
      if (count > 0) {
        return count;
      }
      WaitResult result = task.park(deadline);
      if (result == WaitResult.READY) {
        continue;
      }
      count = scan();
      if (count > 0) {
        return count;
      }
      return result == WaitResult.INTERRUPTED ? -1 : 0;
    }
  }

  private int scan() {
    int count = 0;
    for (int i = 0; i < size; i++) {
      FileDescription file = files[i];
      if (file != null) {
        ready[i] = file.poll(task) & wanted[i];
      }
      if (ready[i] != 0) {
        count++;
      }
    }
    return count;
  }

  private void enqueue() {
    waiters = new Waiter[size];
    for (int i = 0; i < size; i++) {
      WaitQueue queue = files[i] == null ? null : files[i].waitQueue(task);
      if (queue != null) {
        waiters[i] = new Wakeup(task);
        queue.add(waiters[i], Readiness.wakers(wanted[i]));
      }
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < size; i++) {
      FileDescription file = files[i];
      if (file != null) {
        if (waiters != null && waiters[i] != null) {
          file.waitQueue(task).remove(waiters[i]);
        }
        file.release();
      }
    }
  }

  private static final class Wakeup extends Waiter {
    private final Task task;

    Wakeup(Task task) {
      this.task = task;
    }

    @Override
    protected void onWake(int happened) {
      task.wakeUp();
    }
  }
}
