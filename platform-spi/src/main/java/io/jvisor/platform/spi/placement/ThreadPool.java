package io.jvisor.platform.spi.placement;

import io.jvisor.platform.spi.host.HostCpus;
import io.jvisor.platform.spi.host.HostProcess;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that tasks run on, one for each task. One whose task has ended waits for another: to
 * make a thread costs more than most programs' fork.
 */
public final class ThreadPool implements AutoCloseable {
  /** Frames of the run loop and of a system call, with room for the deepest path walk. */
  private static final long STACK_BYTES = 1 << 20;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Cpus cpus;
  private final IdleList<Worker> idle = new IdleList<>();

  /** A pool without threads. */
  public ThreadPool(Cpus cpus) {
    this.cpus = cpus;
  }

  /**
   * Runs a body on a thread of its own, on the caller's CPU at first.
   *
   * @throws OutOfMemoryError when the host has no thread left
   */
  public void start(String name, Runnable body) {
    Worker worker = idle.take();
    if (worker != null) {
      if (cpus.several()) {
        cpus.pin(worker.tid, HostCpus.current());
      }
      worker.next = new Work(name, body);
      LockSupport.unpark(worker);
    } else {
      new Worker(new Work(name, body)).start(); // inherits the caller's CPU
    }
  }

  /** What a thread is to do. */
  private record Work(String name, Runnable body) {}

  private final class Worker extends Thread {
    /** Set by who takes the worker from the idle ones; taken by itself. */
    private volatile Work next;

    /** The host's id; known before the worker is idle. */
    private int tid;

    Worker(Work first) {
      super(null, null, first.name, STACK_BYTES, false);
      setDaemon(true);
      next = first;
    }

    @Override
    public void run() {
      tid = HostProcess.threadId();
      for (Work work = next; work != null; work = await()) {
        next = null;
        setName(work.name);
        work.body.run();
        Thread.interrupted();
      }
    }

    /** Waits for work; null when there will be none. */
    private Work await() {
      if (!idle.enter(this)) {
        return null;
      }
      long end = System.nanoTime() + PATIENCE_NANOS;
      for (long left = PATIENCE_NANOS; next == null; left = end - System.nanoTime()) {
        if (left <= 0 && idle.leave(this)) {
          return null;
        }
        if (left > 0) {
          LockSupport.parkNanos(ThreadPool.this, left);
        } else {
          LockSupport.park(ThreadPool.this); // somebody is about to bring work
        }
      }
      return next;
    }
  }

  /** Lets idle threads end, and others when their task has. */
  @Override
  public void close() {
    for (Worker worker : idle.close()) {
      worker.next = new Work(worker.getName(), () -> {});
      LockSupport.unpark(worker);
    }
  }
}
