package io.jvisor.kernel.core.ipc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The operations of one {@code semop(2)}: an array of {@code struct sembuf}. Immutable. */
public final class SemaphoreOperations {
  /** The size of {@code struct sembuf}. */
  public static final int BYTES = 6;

  private static final int IPC_NOWAIT = 04000;
  private static final int SEM_UNDO = 0x1000;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private final short[] fields;
  private final int highest;
  private final boolean alters;
  private final boolean undoes;

  /** Takes operations from a copy of what the guest passed. */
  public SemaphoreOperations(MemorySegment structures, int count) {
    fields = new short[count * 3];
    int most = 0;
    boolean changes = false;
    boolean undo = false;
    for (int i = 0; i < fields.length; i++) {
      fields[i] = structures.get(SHORT, (long) i * Short.BYTES);
    }
    for (int i = 0; i < count; i++) {
      most = Math.max(most, number(i));
      changes |= delta(i) != 0;
      undo |= isUndone(i);
    }
    highest = most;
    alters = changes;
    undoes = undo;
  }

  int count() {
    return fields.length / 3;
  }

  /** {@code sem_num}. */
  int number(int index) {
    return fields[index * 3] & 0xffff;
  }

  /** {@code sem_op}. */
  int delta(int index) {
    return fields[index * 3 + 1];
  }

  /** Whether to fail rather than to wait for this one. */
  boolean isImpatient(int index) {
    return (fields[index * 3 + 2] & IPC_NOWAIT) != 0;
  }

  /** Whether it is undone when the process ends. */
  boolean isUndone(int index) {
    return (fields[index * 3 + 2] & SEM_UNDO) != 0;
  }

  /** The highest semaphore that is named. */
  int highest() {
    return highest;
  }

  /** Whether a value may change: what write permission is needed for. */
  boolean alters() {
    return alters;
  }

  /** Whether any operation is undone when the process ends. */
  public boolean undoes() {
    return undoes;
  }
}
