package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.ErrnoException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Which frame holds which page of a sparse object. Not synchronised.
 *
 * <p>Leaves of {@value #LEAF} pages in a sorted map; the leaf used last is kept at hand, so that
 * the map is asked once every 2 MiB of a sequential walk.
 */
final class PageTable {
  private static final int LEAF_SHIFT = 9;
  private static final int LEAF = 1 << LEAF_SHIFT;

  /** Heap bytes of a leaf. */
  private static final int LEAF_BYTES = LEAF * Integer.BYTES + 128;

  private final TreeMap<Long, int[]> leaves = new TreeMap<>();
  private long lastIndex = -1;

  /** Frames plus one, 0 for none. */
  private int[] last;

  private long pages;

  /** How many pages have a frame. */
  long pages() {
    return pages;
  }

  /** The frame of a page, or -1. */
  long get(long page) {
    int[] leaf = leaf(page >> LEAF_SHIFT);
    return leaf == null ? -1 : leaf[(int) page & (LEAF - 1)] - 1L;
  }

  private int[] leaf(long index) {
    if (index != lastIndex) {
      last = leaves.get(index);
      lastIndex = index;
    }
    return last;
  }

  /** Sets the frame of a page that has none. */
  void put(long page, long frame) throws ErrnoException {
    long index = page >> LEAF_SHIFT;
    int[] leaf = leaf(index);
    if (leaf == null) {
      HeapBudget.take(LEAF_BYTES);
      leaf = new int[LEAF];
      leaves.put(index, leaf);
      last = leaf;
    }
    leaf[(int) page & (LEAF - 1)] = (int) frame + 1;
    pages++;
  }

  /**
   * Takes pages out.
   *
   * @param first the first page
   * @param end past the last page
   * @param frames gets the frames that were there
   */
  void remove(long first, long end, IntConsumer frames) {
    if (first >= end) {
      return;
    }
    var range = leaves.subMap(first >> LEAF_SHIFT, true, (end - 1) >> LEAF_SHIFT, true);
    for (var entries = range.entrySet().iterator(); entries.hasNext(); ) {
      Map.Entry<Long, int[]> entry = entries.next();
      long base = entry.getKey() << LEAF_SHIFT;
      int[] leaf = entry.getValue();
      int from = (int) Math.max(0, first - base);
      int to = (int) Math.min(LEAF, end - base);
      for (int i = from; i < to; i++) {
        if (leaf[i] != 0) {
          frames.accept(leaf[i] - 1);
          pages--;
        }
      }
      Arrays.fill(leaf, from, to, 0);
      if ((from == 0 && to == LEAF) || isEmpty(leaf)) {
        entries.remove();
        HeapBudget.give(LEAF_BYTES);
      }
    }
    lastIndex = -1;
    last = null;
  }

  private static boolean isEmpty(int[] leaf) {
    for (int entry : leaf) {
      if (entry != 0) {
        return false;
      }
    }
    return true;
  }

  /** The first page at or after one that has a frame, or -1. */
  long nextPresent(long page) {
    for (var entry : leaves.tailMap(page >> LEAF_SHIFT, true).entrySet()) {
      long base = entry.getKey() << LEAF_SHIFT;
      int[] leaf = entry.getValue();
      for (int i = (int) Math.max(0, page - base); i < LEAF; i++) {
        if (leaf[i] != 0) {
          return base + i;
        }
      }
    }
    return -1;
  }

  /** The first page at or after one that has no frame. */
  long nextAbsent(long page) {
    long at = page;
    for (; ; ) {
      int[] leaf = leaf(at >> LEAF_SHIFT);
      if (leaf == null) {
        return at;
      }
      for (int i = (int) at & (LEAF - 1); i < LEAF; i++, at++) {
        if (leaf[i] == 0) {
          return at;
        }
      }
    }
  }
}
