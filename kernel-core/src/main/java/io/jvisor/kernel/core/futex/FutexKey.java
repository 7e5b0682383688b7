package io.jvisor.kernel.core.futex;

/**
 * What a futex word is: {@code futex(2)}. Two words are the same futex when their keys are equal.
 *
 * @param owner the address space of a private futex, or the object behind a shared mapping
 * @param offset the address, or the byte offset in the object
 */
public record FutexKey(Object owner, long offset) {
  @Override
  @SuppressWarnings("ReferenceEquality") // owners are told apart by identity
  public boolean equals(Object other) {
    return other instanceof FutexKey key && key.owner == owner && key.offset == offset;
  }

  @Override
  public int hashCode() {
    int hash = System.identityHashCode(owner) * 31 + Long.hashCode(offset >>> 2);
    return hash ^ hash >>> 15;
  }
}
