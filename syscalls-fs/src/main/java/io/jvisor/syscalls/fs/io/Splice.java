package io.jvisor.syscalls.fs.io;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.SegmentIo;
import io.jvisor.vfs.pipefs.PipeFile;
import java.lang.foreign.MemorySegment;

/**
 * Moves bytes into, out of and between pipes through kernel memory. A call waits for the first byte
 * and for room for it, and moves then what can be moved at once.
 */
public final class Splice {
  private static final int CHUNK = 1 << 16;

  private Splice() {}

  private static MemorySegment buffer(long count) {
    return MemorySegment.ofArray(new byte[(int) Math.min(count, CHUNK)]);
  }

  /** Waits for room in a pipe; 0, or a {@link Restart} value. */
  private static long awaitRoom(Task task, PipeFile out, boolean wait) throws ErrnoException {
    while (out.room() == 0) {
      if ((out.poll() & BlockingIo.BROKEN) != 0) {
        task.raise(Signals.SIGPIPE);
        throw Errno.EPIPE.exception();
      }
      if (!wait || out.isNonBlocking()) {
        throw Errno.EAGAIN.exception();
      }
      long result = BlockingIo.await(task, out, BlockingIo.WRITE_EVENTS);
      if (result != 0) {
        return result;
      }
    }
    return 0;
  }

  /**
   * From a file to a pipe.
   *
   * @param from offset in the file, or {@link FileCopy#AT_POSITION}
   * @return bytes moved, or a {@link Restart} value
   */
  public static long toPipe(
      Task task, FileDescription in, long from, PipeFile out, long count, boolean wait)
      throws ErrnoException {
    MemorySegment buffer = buffer(count);
    long total = 0;
    while (total < count) {
      try {
        if (total > 0 && out.room() == 0) {
          break;
        }
        long result = awaitRoom(task, out, wait);
        if (result != 0) {
          return result;
        }
        long length = Math.min(Math.min(count - total, buffer.byteSize()), out.room());
        MemorySegment chunk = buffer.asSlice(0, length);
        boolean positioned = from != FileCopy.AT_POSITION;
        long got =
            positioned
                ? PositionedIo.readChunk(task, in, SegmentIo.sink(chunk), from + total)
                : BlockingIo.read(
                    task, in, SegmentIo.sink(chunk), total > 0 || !wait || in.isNonBlocking());
        if (got <= 0) {
          return total > 0 ? total : got;
        }
        // Others may write meanwhile, so that there is less room than there was.
        long put = BlockingIo.write(task, out, SegmentIo.source(chunk.asSlice(0, got)));
        if (put < got && !positioned) {
          in.seek(task, Math.max(put, 0) - got, Seek.SEEK_CUR);
        }
        if (put < 0) {
          return total > 0 ? total : put;
        }
        total += put;
        if (put < got || got < length) {
          break;
        }
      } catch (ErrnoException error) {
        if (total > 0) {
          break;
        }
        throw error;
      }
    }
    return total;
  }

  /**
   * From a pipe to a file.
   *
   * @param to offset in the file, or {@link FileCopy#AT_POSITION}
   * @return bytes moved, 0 when the pipe has ended, or a {@link Restart} value
   */
  public static long fromPipe(
      Task task, PipeFile in, FileDescription out, long to, long count, boolean wait)
      throws ErrnoException {
    MemorySegment buffer = buffer(count);
    long total = 0;
    while (total < count) {
      MemorySegment chunk = buffer.asSlice(0, Math.min(count - total, buffer.byteSize()));
      long got;
      try {
        got =
            BlockingIo.read(
                task, in, SegmentIo.sink(chunk), total > 0 || !wait || in.isNonBlocking());
      } catch (ErrnoException error) {
        if (total > 0) {
          break;
        }
        throw error;
      }
      if (got <= 0) {
        return total > 0 ? total : got;
      }
      long put = 0;
      try {
        IoSource source = SegmentIo.source(chunk.asSlice(0, got));
        put =
            to == FileCopy.AT_POSITION
                ? BlockingIo.write(task, out, source)
                : PositionedIo.writeChunk(task, out, source, to + total);
      } catch (ErrnoException error) {
        if (total == 0) {
          throw error;
        }
        break;
      } finally {
        long written = Math.max(put, 0);
        if (written < got) {
          in.unread(chunk, written, got - written);
        }
      }
      if (put < 0) {
        return total > 0 ? total : put;
      }
      total += put;
      if (put < got) {
        break;
      }
    }
    return total;
  }

  /**
   * From a pipe to another one.
   *
   * @param keep whether the bytes stay in the first one: {@code tee(2)}
   * @return bytes moved, 0 when the first pipe has ended, or a {@link Restart} value
   */
  public static long betweenPipes(
      Task task, PipeFile in, PipeFile out, long count, boolean wait, boolean keep)
      throws ErrnoException {
    for (; ; ) {
      long result = awaitRoom(task, out, wait);
      if (result != 0) {
        return result;
      }
      MemorySegment chunk = buffer(Math.min(count, Math.max(out.room(), 1)));
      long got;
      try {
        got = keep ? in.peek(SegmentIo.sink(chunk)) : in.read(task, SegmentIo.sink(chunk));
      } catch (ErrnoException error) {
        if (error.errno() != Errno.EAGAIN || !wait || in.isNonBlocking()) {
          throw error;
        }
        result = BlockingIo.await(task, in, BlockingIo.READ_EVENTS);
        if (result != 0) {
          return result;
        }
        continue;
      }
      long put = 0;
      try {
        put = got == 0 ? 0 : write(task, out, chunk.asSlice(0, got));
      } finally {
        if (!keep && put < got) {
          in.unread(chunk, put, got - put);
        }
      }
      if (put > 0 || got == 0) {
        return put;
      }
    }
  }

  /** Writes without waiting; 0 when somebody else took the room. */
  private static long write(Task task, PipeFile out, MemorySegment bytes) throws ErrnoException {
    try {
      return out.write(task, SegmentIo.source(bytes));
    } catch (ErrnoException error) {
      if (error.errno() == Errno.EAGAIN) {
        return 0;
      }
      throw error;
    }
  }
}
