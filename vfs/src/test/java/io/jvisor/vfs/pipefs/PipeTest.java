package io.jvisor.vfs.pipefs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.SegmentIo;
import io.jvisor.vfs.Fails;
import io.jvisor.vfs.FakeTask;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.World;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PipeTest {
  private final FakeTask task = new FakeTask();

  private long write(OpenFile file, int bytes) throws ErrnoException {
    return file.write(task, SegmentIo.source(MemorySegment.ofArray(new byte[bytes])));
  }

  private long read(OpenFile file, int bytes) throws ErrnoException {
    return file.read(task, SegmentIo.sink(MemorySegment.ofArray(new byte[bytes])));
  }

  @Test
  void smallWritesAreWholeOrNot() throws ErrnoException {
    Pipes.Pair pipe = Pipes.create(task, 0);
    assertEquals(65_536, write(pipe.writer(), 100_000));
    Fails.with(Errno.EAGAIN, () -> write(pipe.writer(), 1));
    assertEquals(0, pipe.writer().poll() & PollEvents.POLLOUT);
    assertEquals(100, read(pipe.reader(), 100));
    Fails.with(Errno.EAGAIN, () -> write(pipe.writer(), 1)); // the page is still in use
    assertEquals(3996, read(pipe.reader(), 3996));
    assertTrue((pipe.writer().poll() & PollEvents.POLLOUT) != 0);
    assertEquals(1000, write(pipe.writer(), 1000));
    Fails.with(Errno.EAGAIN, () -> write(pipe.writer(), 4096));
    assertEquals(3096, write(pipe.writer(), 5000)); // a large one may go in part
    pipe.reader().release();
    pipe.writer().release();
  }

  @Test
  void bytesComeOutInOrderWhereverTheRingTurns() throws ErrnoException {
    Pipes.Pair pipe = Pipes.create(task, 0);
    byte next = 0;
    byte expected = 0;
    for (int round = 1; round < 3000; round++) {
      byte[] data = new byte[round % 977 + 1];
      for (int i = 0; i < data.length; i++) {
        data[i] = next++;
      }
      assertEquals(
          data.length, pipe.writer().write(task, SegmentIo.source(MemorySegment.ofArray(data))));
      byte[] got = new byte[round % 3 == 0 ? data.length * 2 : data.length / 2];
      long count =
          got.length == 0
              ? 0
              : pipe.reader().read(task, SegmentIo.sink(MemorySegment.ofArray(got)));
      for (int i = 0; i < count; i++) {
        assertEquals(expected++, got[i]);
      }
      if (pipe.writer().poll() == 0) {
        byte[] rest = new byte[1 << 20];
        count = pipe.reader().read(task, SegmentIo.sink(MemorySegment.ofArray(rest)));
        for (int i = 0; i < count; i++) {
          assertEquals(expected++, rest[i]);
        }
      }
    }
  }

  @Test
  void endsOfThePipe() throws ErrnoException {
    Pipes.Pair pipe = Pipes.create(task, 0);
    Fails.with(Errno.EAGAIN, () -> read(pipe.reader(), 1));
    write(pipe.writer(), 5);
    pipe.writer().release();
    assertEquals(
        PollEvents.POLLIN | PollEvents.POLLRDNORM | PollEvents.POLLHUP, pipe.reader().poll());
    assertEquals(5, read(pipe.reader(), 10));
    assertEquals(0, read(pipe.reader(), 10));
    Pipes.Pair other = Pipes.create(task, 0);
    other.reader().release();
    Fails.with(Errno.EPIPE, () -> write(other.writer(), 1));
    assertEquals(List.of(Signals.SIGPIPE), task.raised);
    assertTrue((other.writer().poll() & PollEvents.POLLERR) != 0);
  }

  @Test
  void capacity() throws ErrnoException {
    Pipes.Pair pipe = Pipes.create(task, 0);
    assertEquals(65_536, pipe.reader().capacity());
    assertEquals(131_072, pipe.reader().setCapacity(task, 65_537));
    assertEquals(4096, pipe.reader().setCapacity(task, 0));
    write(pipe.writer(), 4096);
    assertEquals(8192, pipe.reader().setCapacity(task, 8192));
    write(pipe.writer(), 4096);
    Fails.with(Errno.EBUSY, () -> pipe.reader().setCapacity(task, 4096));
    Fails.with(Errno.EINVAL, () -> Pipes.create(task, OpenFlags.O_DIRECT));
  }

  @Test
  void namedPipesWaitForTheOtherSide() throws Exception {
    try (World world = new World();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Vfs.makeNode(world.root, world.context, world.mounts.root(), "/fifo", Stat.S_IFIFO | 0600, 0);
      int nonBlocking = OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK;
      Fails.with(Errno.ENXIO, () -> world.open(task, "/fifo", nonBlocking));
      FakeTask reader = new FakeTask();
      Future<String> text =
          threads.submit(
              () -> {
                OpenFile file = world.open(reader, "/fifo", OpenFlags.O_RDONLY);
                byte[] bytes = new byte[5];
                reader.await(
                    file.waitQueue(),
                    PollEvents.POLLIN,
                    () -> (file.poll() & PollEvents.POLLIN) != 0,
                    Task.FOREVER);
                file.read(reader, SegmentIo.sink(MemorySegment.ofArray(bytes)));
                file.release();
                return new String(bytes, StandardCharsets.ISO_8859_1);
              });
      reader.waiting.await();
      OpenFile both = world.open(task, "/fifo", OpenFlags.O_RDWR);
      both.write(task, SegmentIo.source(World.bytes("hello")));
      assertEquals("hello", text.get());
      both.release();
    }
  }
}
