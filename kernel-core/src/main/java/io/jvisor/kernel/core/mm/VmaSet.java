package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import java.util.Arrays;

/**
 * The areas of an address space in order of address. A sorted array: programs have tens or hundreds
 * of areas, and at most {@link #MAXIMUM}. Guarded by the lock of the address space.
 */
final class VmaSet {
  /** {@code vm.max_map_count}. */
  static final int MAXIMUM = 65_530;

  /** {@code stack_guard_gap}: 256 pages below a stack stay free. */
  static final long STACK_GUARD = 256 * AddressLayout.PAGE_SIZE;

  /** An area, its slot in the array, and what its object keeps of it. */
  private static final int BYTES = 192;

  /** Areas of all address spaces. */
  private static final HeapShare SHARE = new HeapShare(8);

  private Vma[] areas = new Vma[32];
  private int size;

  /** The lengths of all areas together, in pages. */
  private long totalPages;

  /** Those of {@link Vma#isData}. */
  private long dataPages;

  int size() {
    return size;
  }

  /** Whether so many more areas may be made: else {@code ENOMEM}. */
  boolean hasRoom(int more) {
    return size + more <= MAXIMUM && SHARE.hasRoom((more + 1L) * BYTES);
  }

  Vma get(int index) {
    return areas[index];
  }

  long totalPages() {
    return totalPages;
  }

  long dataPages() {
    return dataPages;
  }

  /** The index of the first area that ends after an address; {@link #size} when there is none. */
  int indexFrom(long address) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (areas[middle].end > address) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The area that contains an address, or null. */
  Vma find(long address) {
    int index = indexFrom(address);
    return index < size && areas[index].start <= address ? areas[index] : null;
  }

  /** Whether any area has addresses in a range. */
  boolean intersects(long start, long end) {
    int index = indexFrom(start);
    return index < size && areas[index].start < end;
  }

  /** Adds an area to a range that is free, and merges it with its neighbours where they match. */
  Vma add(Vma area) {
    area.attach();
    int index = indexFrom(area.start);
    insert(index, area);
    return merge(index);
  }

  /** Merges the area at an index with its neighbours; returns what contains it then. */
  private Vma merge(int index) {
    int at = index;
    if (at + 1 < size && areas[at].canMerge(areas[at + 1])) {
      absorbNext(at);
    }
    if (at > 0 && areas[at - 1].canMerge(areas[at])) {
      at--;
      absorbNext(at);
    }
    return areas[at];
  }

  /** Merges all neighbours that match, among those that touch a range. */
  void mergeRange(long start, long end) {
    int index = Math.max(0, indexFrom(start) - 1);
    while (index + 1 < size && areas[index].start <= end) {
      if (areas[index].canMerge(areas[index + 1])) {
        absorbNext(index);
      } else {
        index++;
      }
    }
  }

  private void absorbNext(int index) {
    Vma next = areas[index + 1];
    Vma area = areas[index];
    removeAt(index + 1);
    uncount(area);
    area.end = next.end;
    area.faultEnd = next.faultEnd;
    area.faultFirst = next.faultFirst;
    area.faultPages = next.faultPages;
    count(area);
    next.mm.detachLater(next);
  }

  private void insert(int index, Vma area) {
    if (size == areas.length) {
      areas = Arrays.copyOf(areas, size * 2);
    }
    System.arraycopy(areas, index, areas, index + 1, size - index);
    areas[index] = area;
    size++;
    SHARE.take(BYTES);
    count(area);
  }

  private void removeAt(int index) {
    uncount(areas[index]);
    size--;
    SHARE.give(BYTES);
    System.arraycopy(areas, index + 1, areas, index, size - index);
    areas[size] = null;
  }

  /** Makes an address the border of two areas if it lies within one. */
  void split(long address) {
    int index = indexFrom(address);
    if (index == size || areas[index].start >= address) {
      return;
    }
    Vma area = areas[index];
    Vma upper =
        area.copy(
            area.mm,
            address,
            area.end,
            area.mappable == null ? 0 : area.objectPage(address >>> AddressLayout.PAGE_SHIFT));
    upper.attach();
    uncount(area);
    area.end = address;
    count(area);
    insert(index + 1, upper);
  }

  /** How many more areas there are after both ends of a range have become borders. */
  int splitsFor(long start, long end) {
    int splits = 0;
    Vma first = find(start);
    if (first != null && first.start < start) {
      splits++;
    }
    Vma last = find(end);
    if (last != null && last.start < end) {
      splits++;
    }
    return splits;
  }

  /** Removes the areas of a range whose ends are borders. */
  void removeRange(long start, long end) {
    int from = indexFrom(start);
    int to = from;
    while (to < size && areas[to].start < end) {
      uncount(areas[to]);
      areas[to].mm.detachLater(areas[to]);
      to++;
    }
    System.arraycopy(areas, to, areas, from, size - to);
    Arrays.fill(areas, size - (to - from), size, null);
    size -= to - from;
    SHARE.give((long) (to - from) * BYTES);
  }

  /** Moves the start of an area, into free space or into itself. */
  void moveStart(Vma area, long start) {
    uncount(area);
    if (area.mappable != null) {
      area.pageOffset += (start - area.start) >> AddressLayout.PAGE_SHIFT;
    }
    area.start = start;
    count(area);
  }

  /** Moves the end of an area, into free space or into itself. */
  void moveEnd(Vma area, long end) {
    uncount(area);
    area.end = end;
    count(area);
  }

  /** Changes protection and flags of an area. */
  void change(Vma area, int protection, int flags) {
    uncount(area);
    area.protection = protection;
    area.flags = flags;
    count(area);
  }

  private void count(Vma area) {
    totalPages += area.pages();
    if (area.isData()) {
      dataPages += area.pages();
    }
  }

  private void uncount(Vma area) {
    totalPages -= area.pages();
    if (area.isData()) {
      dataPages -= area.pages();
    }
  }

  /**
   * The highest free range below a limit.
   *
   * @return its start, or -1
   */
  long findDown(long length, long lowest, long highest) {
    long ceiling = highest;
    for (int index = indexFrom(highest - 1); ; index--) {
      if (index < size) {
        ceiling = Math.min(ceiling, guardedStart(areas[index]));
      }
      long floor = index > 0 ? areas[index - 1].end : 0;
      if (ceiling - Math.max(floor, lowest) >= length) {
        return ceiling - length;
      }
      if (index == 0 || floor <= lowest) {
        return -1;
      }
    }
  }

  /**
   * The lowest free range above a limit.
   *
   * @return its start, or -1
   */
  long findUp(long length, long lowest, long highest) {
    long floor = lowest;
    for (int index = indexFrom(lowest); ; index++) {
      long ceiling = index < size ? Math.min(highest, guardedStart(areas[index])) : highest;
      if (ceiling - floor >= length) {
        return floor;
      }
      if (index >= size || areas[index].end >= highest) {
        return -1;
      }
      floor = Math.max(floor, areas[index].end);
    }
  }

  private static long guardedStart(Vma area) {
    return area.has(VmFlags.GROWS_DOWN) ? Math.max(0, area.start - STACK_GUARD) : area.start;
  }

  /**
   * Gives a range within one area other flags; neighbours are not merged.
   *
   * @throws ErrnoException {@code ENOMEM} when there would be too many areas
   */
  void setFlags(long start, long end, int flags) throws ErrnoException {
    Vma area = find(start);
    if (area.flags == flags) {
      return;
    }
    if (!hasRoom(splitsFor(start, end))) {
      throw Errno.ENOMEM.exception();
    }
    split(start);
    split(end);
    area = find(start);
    change(area, area.protection, flags);
  }
}
