package io.jvisor.kernel.api.file;

import java.lang.foreign.MemorySegment;

/** Kernel memory as a sink or a source, for reads and writes that the kernel makes for itself. */
public final class SegmentIo {
  private SegmentIo() {}

  /** A sink that fills the segment from its start. */
  public static IoSink sink(MemorySegment segment) {
    return new Sink(segment);
  }

  /** A source that gives the segment's bytes from its start. */
  public static IoSource source(MemorySegment segment) {
    return new Source(segment);
  }

  private static final class Sink extends IoSink {
    private final MemorySegment segment;
    private long position;

    Sink(MemorySegment segment) {
      this.segment = segment;
    }

    @Override
    public long remaining() {
      return segment.byteSize() - position;
    }

    @Override
    public long put(MemorySegment source, long offset, long length) {
      long count = Math.min(length, remaining());
      MemorySegment.copy(source, offset, segment, position, count);
      position += count;
      return count;
    }

    @Override
    public long putZeros(long length) {
      long count = Math.min(length, remaining());
      segment.asSlice(position, count).fill((byte) 0);
      position += count;
      return count;
    }

    @Override
    public boolean isFaulted() {
      return false;
    }
  }

  private static final class Source extends IoSource {
    private final MemorySegment segment;
    private long position;

    Source(MemorySegment segment) {
      this.segment = segment;
    }

    @Override
    public long remaining() {
      return segment.byteSize() - position;
    }

    @Override
    public long get(MemorySegment target, long offset, long length) {
      long count = Math.min(length, remaining());
      MemorySegment.copy(segment, position, target, offset, count);
      position += count;
      return count;
    }

    @Override
    public boolean isFaulted() {
      return false;
    }

    @Override
    public void unget(long length) {
      position -= length;
    }
  }
}
