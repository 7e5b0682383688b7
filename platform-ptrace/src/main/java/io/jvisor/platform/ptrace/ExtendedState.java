package io.jvisor.platform.ptrace;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One {@code XSAVE} area in standard format, in native memory. The layout is that of the Intel SDM,
 * volume 1, chapter 13.4, with the software bytes that Linux puts into the legacy region.
 */
final class ExtendedState {
  private static final long CONTROL_WORD = 0;
  private static final long MXCSR = 24;

  /** Where Linux says which features the CPU has ({@code Documentation/arch/x86/xstate.rst}). */
  private static final long FEATURE_MASK = 464;

  private static final long FEATURES = 512;
  private static final long COMPACTION = 520;
  private static final long RESERVED = 528;
  private static final long HEADER_END = 576;

  private static final short INITIAL_CONTROL_WORD = 0x37f;
  private static final int INITIAL_MXCSR = 0x1f80;

  /** Bits of MXCSR that every CPU with long mode knows; others may trap. */
  private static final int KNOWN_MXCSR = 0xffff;

  /** What the CPU has. */
  static final class Layout {
    private final long bytes;
    private final long features;
    private final ExtendedState initial;

    /**
     * A layout.
     *
     * @param bytes the size of the area
     * @param features what may be set in its header
     */
    Layout(long bytes, long features) {
      this.bytes = bytes;
      this.features = features;
      this.initial = newState();
      MemorySegment area = initial.area;
      area.set(ValueLayout.JAVA_SHORT, CONTROL_WORD, INITIAL_CONTROL_WORD);
      area.set(ValueLayout.JAVA_INT, MXCSR, INITIAL_MXCSR);
      area.set(ValueLayout.JAVA_LONG, FEATURE_MASK, features);
      area.set(ValueLayout.JAVA_LONG, FEATURES, features & 3);
    }

    ExtendedState newState() {
      return new ExtendedState(this);
    }

    /** That of a program that was just executed; not to be changed. */
    ExtendedState initial() {
      return initial;
    }

    long bytes() {
      return bytes;
    }

    /** Refuses memory of another size. */
    void check(MemorySegment area) {
      if (area.byteSize() != bytes) {
        throw new IllegalArgumentException("extended state has " + bytes + " bytes");
      }
    }
  }

  private final Layout layout;
  private final MemorySegment area;

  private ExtendedState(Layout layout) {
    this.layout = layout;
    this.area = Arena.ofAuto().allocate(layout.bytes, 64);
  }

  /** The features that an area as the host gives it says the CPU has. */
  static long features(MemorySegment area) {
    return area.get(ValueLayout.JAVA_LONG, FEATURE_MASK);
  }

  void copyTo(MemorySegment target) {
    MemorySegment.copy(area, 0, target, 0, layout.bytes);
  }

  void copyFrom(MemorySegment source) {
    MemorySegment.copy(source, 0, area, 0, layout.bytes);
  }

  /** Whether a CPU would take the area: what XRSTOR checks. */
  boolean isValid() {
    if ((area.get(ValueLayout.JAVA_INT, MXCSR) & ~KNOWN_MXCSR) != 0
        || (area.get(ValueLayout.JAVA_LONG, FEATURES) & ~layout.features) != 0
        || area.get(ValueLayout.JAVA_LONG, COMPACTION) != 0) {
      return false;
    }
    for (long at = RESERVED; at < HEADER_END; at += 8) {
      if (area.get(ValueLayout.JAVA_LONG, at) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Fills the area from a tracee of the calling thread. */
  long load(int tid, Scratch scratch) {
    return load(tid, scratch, area);
  }

  /** Puts the area into a tracee of the calling thread. */
  long store(int tid, Scratch scratch) {
    return store(tid, scratch, area);
  }

  /** Fills native memory from a tracee of the calling thread. */
  static long load(int tid, Scratch scratch, MemorySegment area) {
    long vector = scratch.vector(area.address(), area.byteSize());
    return Ptrace.request(Ptrace.GETREGSET, tid, Ptrace.NT_X86_XSTATE, vector);
  }

  /**
   * Puts native memory into a tracee of the calling thread. The host refuses an area that XRSTOR
   * would not take.
   */
  static long store(int tid, Scratch scratch, MemorySegment area) {
    long vector = scratch.vector(area.address(), area.byteSize());
    return Ptrace.request(Ptrace.SETREGSET, tid, Ptrace.NT_X86_XSTATE, vector);
  }
}
