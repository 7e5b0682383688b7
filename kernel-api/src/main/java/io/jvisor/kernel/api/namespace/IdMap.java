package io.jvisor.kernel.api.namespace;

import java.util.List;

/**
 * Which ids of a user namespace are which ids of the kernel, that is, of the first namespace.
 * Immutable. Ids are unsigned; -1 is nobody's and is mapped to itself in both directions.
 */
public final class IdMap {
  /** What no id is. */
  public static final int NOBODY = -1;

  /** {@code overflowuid} and {@code overflowgid}: shown for ids without a name inside. */
  public static final int OVERFLOW = 65534;

  /** Nothing is mapped. */
  static final IdMap NONE = new IdMap(List.of());

  /** Everything is mapped to itself. */
  static final IdMap IDENTITY = new IdMap(List.of(new Extent(0, 0, -1)));

  /**
   * A range of ids.
   *
   * @param inside the first of them in the namespace
   * @param outside the first of them in the kernel, or, before a map is set, in the parent
   * @param count how many
   */
  public record Extent(int inside, int outside, int count) {
    private static boolean covers(int first, int count, int id) {
      return Integer.compareUnsigned(id - first, count) < 0;
    }

    /** Whether two ranges have an id in common, on either side. */
    boolean overlaps(Extent other) {
      return overlaps(inside, count, other.inside, other.count)
          || overlaps(outside, count, other.outside, other.count);
    }

    private static boolean overlaps(int first, int count, int otherFirst, int otherCount) {
      return covers(first, count, otherFirst) || covers(otherFirst, otherCount, first);
    }
  }

  private final Extent[] extents;

  IdMap(List<Extent> extents) {
    this.extents = extents.toArray(Extent[]::new);
  }

  /** The ranges, in the order in which they were given. */
  public List<Extent> extents() {
    return List.of(extents);
  }

  /** Whether nothing is mapped. */
  boolean isEmpty() {
    return extents.length == 0;
  }

  /** The kernel's id of an id inside, or {@link #NOBODY}. */
  int toKernel(int id) {
    for (Extent extent : extents) {
      if (Extent.covers(extent.inside, extent.count, id)) {
        return extent.outside + (id - extent.inside);
      }
    }
    return NOBODY;
  }

  /** The id inside of a kernel's id, or {@link #NOBODY}, which proc shows as it is. */
  public int toInside(int id) {
    for (Extent extent : extents) {
      if (Extent.covers(extent.outside, extent.count, id)) {
        return extent.inside + (id - extent.outside);
      }
    }
    return NOBODY;
  }

  /** The kernel's first id of a range inside that is mapped as a whole, or {@link #NOBODY}. */
  int toKernel(int first, int count) {
    for (Extent extent : extents) {
      if (Extent.covers(extent.inside, extent.count, first)
          && Integer.compareUnsigned(first - extent.inside, extent.count - count) <= 0
          && Integer.compareUnsigned(count, extent.count) <= 0) {
        return extent.outside + (first - extent.inside);
      }
    }
    return NOBODY;
  }
}
