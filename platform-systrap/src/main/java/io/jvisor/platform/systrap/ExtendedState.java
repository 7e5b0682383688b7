package io.jvisor.platform.systrap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code XSAVE} areas in standard format: Intel SDM, volume 1, chapter 13.4, with the software
 * bytes that Linux puts into the legacy region.
 */
final class ExtendedState {
  private static final long CONTROL_WORD = 0;
  private static final long MXCSR = 24;

  /** The bytes that the CPU leaves to software. */
  private static final long SOFTWARE = 464;

  /**
   * {@code struct _fpx_sw_bytes} of a signal frame: magic, size with what follows, features, size.
   */
  private static final long FRAME_FEATURES = SOFTWARE + 8;

  private static final long FRAME_BYTES = SOFTWARE + 16;
  private static final int MAGIC = 0x46505853;

  private static final long FEATURES = 512;
  private static final long COMPACTION = 520;
  private static final long HEADER_END = 576;

  private static final short INITIAL_CONTROL_WORD = 0x37f;
  private static final int INITIAL_MXCSR = 0x1f80;

  /** Bits of MXCSR that every CPU with long mode knows; others may trap. */
  private static final int KNOWN_MXCSR = 0xffff;

  private ExtendedState() {}

  /**
   * What the CPU has.
   *
   * @param bytes the size of an area
   * @param features what may be set in its header
   */
  record Layout(long bytes, long features) {

    /** What the host's kernel says in an area of a signal frame; null when it is none. */
    static Layout of(MemorySegment area) {
      int bytes = area.get(ValueLayout.JAVA_INT, FRAME_BYTES);
      return area.get(ValueLayout.JAVA_INT, SOFTWARE) != MAGIC
              || bytes < HEADER_END
              || bytes > StubLayout.EXTENDED_LIMIT
          ? null
          : new Layout(bytes, area.get(ValueLayout.JAVA_LONG, FRAME_FEATURES));
    }

    /** An area of zeros. */
    MemorySegment newArea() {
      return Arena.ofAuto().allocate(bytes, 64);
    }

    /** Fills an area with the state of a program that was just executed. */
    void initialise(MemorySegment area) {
      area.asSlice(0, bytes).fill((byte) 0);
      area.set(ValueLayout.JAVA_SHORT, CONTROL_WORD, INITIAL_CONTROL_WORD);
      area.set(ValueLayout.JAVA_INT, MXCSR, INITIAL_MXCSR);
      area.set(ValueLayout.JAVA_LONG, SOFTWARE, features);
      area.set(ValueLayout.JAVA_LONG, FEATURES, features & 3);
    }

    /** Makes of what a stub stored what {@code PTRACE_GETREGSET} gives; what is odd is cut off. */
    void present(MemorySegment area) {
      area.asSlice(SOFTWARE, FEATURES - SOFTWARE).fill((byte) 0);
      area.set(ValueLayout.JAVA_LONG, SOFTWARE, features);
      area.set(
          ValueLayout.JAVA_LONG, FEATURES, area.get(ValueLayout.JAVA_LONG, FEATURES) & features);
      area.asSlice(COMPACTION, HEADER_END - COMPACTION).fill((byte) 0);
      area.set(ValueLayout.JAVA_INT, MXCSR, area.get(ValueLayout.JAVA_INT, MXCSR) & KNOWN_MXCSR);
    }

    /** Whether a CPU would take the area: what XRSTOR checks. */
    boolean isValid(MemorySegment area) {
      if ((area.get(ValueLayout.JAVA_INT, MXCSR) & ~KNOWN_MXCSR) != 0
          || (area.get(ValueLayout.JAVA_LONG, FEATURES) & ~features) != 0) {
        return false;
      }
      for (long at = COMPACTION; at < HEADER_END; at += 8) {
        if (area.get(ValueLayout.JAVA_LONG, at) != 0) {
          return false;
        }
      }
      return true;
    }

    /** Refuses memory of another size. */
    void check(MemorySegment area) {
      if (area.byteSize() != bytes) {
        throw new IllegalArgumentException("extended state has " + bytes + " bytes");
      }
    }
  }
}
