package io.jvisor.syscalls.fs.io;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.SegmentIo;
import java.lang.foreign.MemorySegment;

/**
 * Copies from one description to another through kernel memory. What was read and could not be
 * written is not lost: the input's position moves by what was written only.
 */
public final class FileCopy {
  /** In the place of an offset: the file position, which moves. */
  public static final long AT_POSITION = -1;

  private static final int CHUNK = 1 << 16;

  /** The most bytes that one call copies: {@code MAX_RW_COUNT}. */
  private static final long MOST_BYTES = 0x7ffff000L;

  private FileCopy() {}

  /**
   * Copies, until all is copied or a signal comes: a hole of a file can be as long as it likes.
   *
   * @param from offset in the input, or {@link #AT_POSITION}
   * @param to offset in the output, or {@link #AT_POSITION}
   * @param wanted bytes at most
   * @return bytes copied, fewer than asked for at the end of the input, where the output takes no
   *     more, or when a signal waits; or a {@link Restart} value
   */
  public static long run(
      Task task, FileDescription in, long from, FileDescription out, long to, long wanted)
      throws ErrnoException {
    long count = Math.min(wanted, MOST_BYTES);
    MemorySegment buffer =
        MemorySegment.ofArray(new byte[(int) Math.min(Math.max(count, 1), CHUNK)]);
    long total = 0;
    while (total < count && (total == 0 || !task.isInterrupted())) {
      try {
        MemorySegment chunk = buffer.asSlice(0, Math.min(count - total, buffer.byteSize()));
        long got =
            from == AT_POSITION
                ? BlockingIo.read(task, in, SegmentIo.sink(chunk))
                : PositionedIo.readChunk(task, in, SegmentIo.sink(chunk), from + total);
        if (got <= 0) {
          return total > 0 ? total : got;
        }
        IoSource source = SegmentIo.source(chunk.asSlice(0, got));
        long put = write(task, out, source, to, total);
        if (from == AT_POSITION && put < got) {
          in.seek(task, Math.max(put, 0) - got, Seek.SEEK_CUR);
        }
        if (put < 0) {
          return total > 0 ? total : put;
        }
        total += put;
        if (put < got) {
          return total;
        }
      } catch (ErrnoException error) {
        if (total > 0) {
          return total;
        }
        throw error;
      }
    }
    return total;
  }

  private static long write(Task task, FileDescription out, IoSource source, long to, long total)
      throws ErrnoException {
    return to == AT_POSITION
        ? BlockingIo.write(task, out, source)
        : PositionedIo.writeChunk(task, out, source, to + total);
  }
}
