package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.sync.Joining;
import io.jvisor.platform.spi.host.HostException;
import io.jvisor.platform.spi.placement.Cpus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps stub processes ready, and starts another family of them when one is full. */
final class StubService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StubService.class);

  /** Stub processes kept ready. */
  private static final int READY = 4;

  private final int memoryDescriptor;
  private final byte[] image;
  private final Cpus cpus;
  private final ContextFile contexts = new ContextFile();
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final List<StubFamily> families = new ArrayList<>();

  private final BlockingQueue<StubProcess> ready = new ArrayBlockingQueue<>(READY);
  private final Semaphore wanted = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  StubService(int memoryDescriptor, StubImage image, Cpus cpus) {
    this.memoryDescriptor = memoryDescriptor;
    this.image = image.bytes();
    this.cpus = cpus;
    this.thread = new Thread(null, this::replenish, "jvisor-stub-pool", 256 << 10, false);
    thread.setDaemon(true);
    try {
      families.add(new StubFamily(memoryDescriptor, contexts, this.image, cpus));
    } catch (HostException e) {
      contexts.close();
      throw e;
    }
    thread.start();
  }

  /** Takes an empty stub process. */
  StubProcess take() throws ErrnoException {
    StubProcess process = ready.poll();
    wanted.release();
    while (process == null || process.isDead()) {
      process = make();
      if (process == null) {
        throw Errno.EAGAIN.exception();
      }
    }
    return process;
  }

  private StubProcess make() {
    lock.lock();
    try {
      for (int i = families.size() - 1; i >= 0; i--) {
        StubProcess process = families.get(i).newProcess();
        if (process != null) {
          return process;
        }
      }
      if (closed) {
        return null;
      }
      StubFamily family = new StubFamily(memoryDescriptor, contexts, image, cpus);
      families.add(family);
      return family.newProcess();
    } catch (HostException e) {
      LOG.warn("No more stub processes: {}", e.getMessage());
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** The body of the pool's thread. */
  private void replenish() {
    while (!closed) {
      wanted.acquireUninterruptibly();
      wanted.drainPermits();
      while (ready.remainingCapacity() > 0 && !closed) {
        StubProcess process = make();
        if (process == null) {
          break;
        }
        if (!ready.offer(process)) {
          process.kill();
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    wanted.release();
    Joining.join(thread);
    lock.lock();
    try {
      families.forEach(StubFamily::close);
    } finally {
      lock.unlock();
    }
    contexts.close();
  }
}
