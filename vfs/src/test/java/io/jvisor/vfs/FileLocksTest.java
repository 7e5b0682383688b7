package io.jvisor.vfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.abi.OpenFlags;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileLocksTest {
  private World world;
  private FileLocks first;
  private FileLocks second;
  private final FakeTask a = new FakeTask(10, Credentials.ROOT);
  private final FakeTask b = new FakeTask(11, Credentials.ROOT);

  @BeforeEach
  void setUp() throws ErrnoException {
    world = new World();
    world.write("/1", "");
    world.write("/2", "");
    first = world.resolve("/1").inode().locks();
    second = world.resolve("/2").inode().locks();
  }

  @AfterEach
  void tearDown() {
    world.close();
  }

  private static void lock(
      FileLocks locks, FakeTask task, boolean exclusive, long start, long end, boolean wait)
      throws ErrnoException {
    locks.lockRecord(task, task.files(), task.processId(), exclusive, start, end, wait);
  }

  @Test
  void rangesAreSplitJoinedAndReplaced() throws ErrnoException {
    lock(first, a, true, 0, 99, false);
    first.unlockRecord(a.files(), 40, 59);
    assertNull(first.conflict(b.files(), true, 40, 59));
    assertNotNull(first.conflict(b.files(), false, 39, 39));
    assertEquals(2, first.list().size());
    lock(first, a, true, 40, 59, false);
    assertEquals(1, first.list().size());
    lock(first, a, false, 10, 19, false);
    assertEquals(3, first.list().size());
    assertNull(first.conflict(b.files(), false, 10, 19));
    FileLocks.Held held = first.conflict(b.files(), true, 15, Long.MAX_VALUE);
    assertEquals(a.processId(), held.process());
  }

  @Test
  void closingAnyDescriptorDropsTheProcessesLocks() throws ErrnoException {
    lock(first, a, true, 0, Long.MAX_VALUE, false);
    Fails.with(Errno.EAGAIN, () -> lock(first, b, false, 5, 5, false));
    OpenFile other = world.open(a, "/1", OpenFlags.O_RDONLY);
    assertEquals(0, other.onClose(a));
    other.release();
    lock(first, b, true, 5, 5, false);
  }

  @Test
  void crosswiseWaitingIsADeadlock() throws Exception {
    lock(first, a, true, 0, 0, false);
    lock(second, b, true, 0, 0, false);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> waiter =
          threads.submit(
              () -> {
                lock(second, a, true, 0, 0, true);
                return null;
              });
      a.waiting.await();
      Fails.with(Errno.EDEADLK, () -> lock(first, b, true, 0, 0, true));
      second.unlockRecord(b.files(), 0, Long.MAX_VALUE);
      waiter.get();
    }
    assertNotNull(second.conflict(b.files(), false, 0, 0));
  }

  @Test
  void aSignalEndsTheWait() throws Exception {
    lock(first, a, true, 0, 0, false);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> waiter =
          threads.submit(
              () -> {
                lock(first, b, true, 0, 0, true);
                return null;
              });
      b.waiting.await();
      b.interrupt();
      ExecutionException ended = assertThrows(ExecutionException.class, waiter::get);
      assertEquals(Restart.exception(), ended.getCause());
    }
  }

  @Test
  void flockBelongsToTheDescription() throws ErrnoException {
    OpenFile one = world.open(a, "/1", OpenFlags.O_RDONLY);
    OpenFile two = world.open(a, "/1", OpenFlags.O_RDONLY);
    first.flock(a, one, false, false);
    first.flock(a, two, false, false);
    Fails.with(Errno.EAGAIN, () -> first.flock(a, two, true, false));
    one.release();
    first.flock(a, two, true, false);
    two.release();
  }
}
