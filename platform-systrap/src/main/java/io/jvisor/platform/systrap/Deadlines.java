package io.jvisor.platform.systrap;

import java.util.Arrays;

/**
 * Tasks that sleep until some time, the earliest first: a binary heap in which each task knows its
 * place, so that one that was woken can leave. Guarded by the lock of {@link Reminders}.
 */
final class Deadlines {
  private TaskThread[] heap = new TaskThread[4];
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  /** The earliest; there is one. */
  TaskThread first() {
    return heap[0];
  }

  /** Adds a task with its {@link TaskThread#deadline} set. */
  void add(TaskThread task) {
    if (count == heap.length) {
      heap = Arrays.copyOf(heap, 2 * count);
    }
    count++;
    rise(task, count - 1);
  }

  /** Removes a task that is there. */
  void remove(TaskThread task) {
    int hole = task.place;
    count--;
    TaskThread last = heap[count];
    heap[count] = null;
    task.place = -1;
    if (last == task) {
      return;
    }
    sink(last, hole);
    rise(last, last.place);
  }

  private void rise(TaskThread task, int from) {
    int at = from;
    while (at > 0 && isBefore(task, heap[(at - 1) / 2])) {
      put(heap[(at - 1) / 2], at);
      at = (at - 1) / 2;
    }
    put(task, at);
  }

  private void sink(TaskThread task, int from) {
    int at = from;
    for (int child = 2 * at + 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], task)) {
        break;
      }
      put(heap[child], at);
      at = child;
    }
    put(task, at);
  }

  private void put(TaskThread task, int at) {
    heap[at] = task;
    task.place = at;
  }

  /** As {@link System#nanoTime} wants to be compared. */
  private static boolean isBefore(TaskThread a, TaskThread b) {
    return a.deadline - b.deadline < 0;
  }
}
