package io.jvisor.kernel.core.vdso;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.kernel.core.mm.MappingSetup;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The two pages that every program gets from the kernel, and the clock that they tell. */
public final class Vdso implements AutoCloseable {
  /** How much room {@link #map} needs, in bytes. */
  public static final long SIZE = 2L * MemoryFile.PAGE_SIZE;

  private final MemoryFile memory;
  private final long timeFrame;
  private final long codeFrame;
  private final TimeKeeper clock;

  /**
   * Builds the pages and starts the clock.
   *
   * @param memory where the pages live; still empty, so that there is room
   * @param host the clock to follow
   */
  public Vdso(MemoryFile memory, Clock host) {
    this.memory = memory;
    try {
      this.timeFrame = memory.allocate();
      this.codeFrame = memory.allocate();
    } catch (ErrnoException full) {
      throw new IllegalStateException("no room for the vDSO", full);
    }
    segment(codeFrame).copyFrom(MemorySegment.ofArray(VdsoElf.build(-MemoryFile.PAGE_SIZE)));
    this.clock = new TimeKeeper(host, segment(timeFrame));
  }

  private MemorySegment segment(long frame) {
    return memory.segment().asSlice(frame << MemoryFile.PAGE_SHIFT, MemoryFile.PAGE_SIZE);
  }

  /** The clock that guests can compute from the pages. */
  public TimeKeeper clock() {
    return clock;
  }

  /**
   * Maps both pages.
   *
   * @param address where {@link #SIZE} bytes are free
   * @return where the shared object begins, for {@code AT_SYSINFO_EHDR}
   */
  public long map(MappingSetup space, long address) {
    long code = address + MemoryFile.PAGE_SIZE;
    space.special(address, MemoryFile.PAGE_SIZE, Prot.PROT_READ, new Page(timeFrame), "[vvar]");
    space.special(
        code, MemoryFile.PAGE_SIZE, Prot.PROT_READ | Prot.PROT_EXEC, new Page(codeFrame), "[vdso]");
    return code;
  }

  /** Stops the clock. The pages stay while the memory file does. */
  @Override
  public void close() {
    clock.close();
  }

  /** One page that is always there. */
  private final class Page implements Mappable {
    private final long frame;

    Page(long frame) {
      this.frame = frame;
    }

    @Override
    public long frame(long pageIndex, boolean write) {
      memory.retain(frame);
      return frame;
    }

    @Override
    public void presentFrames(long first, int count, long[] frames) {
      Arrays.fill(frames, 0, count, -1);
      memory.retain(frame);
      frames[0] = frame;
    }

    @Override
    public void addMapping(Mapping mapping, boolean sharedWritable) {}

    @Override
    public void removeMapping(Mapping mapping, boolean sharedWritable) {}

    @Override
    public void sync(long firstPage, long pages) {}
  }
}
