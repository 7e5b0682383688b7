package io.jvisor.vfs.pagecache;

import java.util.Arrays;

/**
 * A map from page numbers to entries, without boxes: open addressing with linear probing. Not safe
 * for several threads; the page cache's lock guards it.
 */
final class PageTable {
  /** What {@link #get} gives for a page that is not there; no entry has this value. */
  static final long ABSENT = -1;

  private static final long FREE = -1;
  private static final int FIRST_SIZE = 16;

  /** Page numbers, never negative, or {@link #FREE}. */
  private long[] keys = newKeys(FIRST_SIZE);

  private long[] values = new long[FIRST_SIZE];
  private int size;

  private static long[] newKeys(int length) {
    long[] made = new long[length];
    Arrays.fill(made, FREE);
    return made;
  }

  int size() {
    return size;
  }

  private int slotOf(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (keys[slot] != key && keys[slot] != FREE) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  long get(long key) {
    int slot = slotOf(key);
    return keys[slot] == FREE ? ABSENT : values[slot];
  }

  void put(long key, long value) {
    int slot = slotOf(key);
    if (keys[slot] == FREE) {
      if (2 * (size + 1) > keys.length) {
        grow();
        slot = slotOf(key);
      }
      keys[slot] = key;
      size++;
    }
    values[slot] = value;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = newKeys(oldKeys.length * 2);
    values = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int slot = slotOf(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  void remove(long key) {
    int slot = slotOf(key);
    if (keys[slot] == FREE) {
      return;
    }
    size--;
    // Entries behind the gap move up as long as that brings them nearer to their place.
    int mask = keys.length - 1;
    int gap = slot;
    for (int at = (gap + 1) & mask; keys[at] != FREE; at = (at + 1) & mask) {
      int home = (int) ((keys[at] * 0x9E3779B97F4A7C15L) >>> 32) & mask;
      if (((at - home) & mask) >= ((at - gap) & mask)) {
        keys[gap] = keys[at];
        values[gap] = values[at];
        gap = at;
      }
    }
    keys[gap] = FREE;
    if (size == 0 && keys.length > 1024) {
      keys = newKeys(FIRST_SIZE);
      values = new long[FIRST_SIZE];
    }
  }

  /** All page numbers, ascending: a copy that stays valid while the table changes. */
  long[] keys() {
    long[] all = new long[size];
    int count = 0;
    for (long key : keys) {
      if (key != FREE) {
        all[count++] = key;
      }
    }
    Arrays.sort(all);
    return all;
  }
}
