package io.jvisor.kernel.core.seccomp;

import io.jvisor.kernel.api.abi.Bpf;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Seccomp;

/**
 * What a filter sees of a call, {@code struct seccomp_data}, as the 32-bit words it can load, and
 * the scratch memory of the program that runs. Owned by one task's thread.
 */
public final class CallData {
  /** Words of the structure. */
  static final int WORDS = Seccomp.DATA_BYTES / Integer.BYTES;

  /** Number and architecture: what all calls of one number have in common. */
  private static final int COMMON_WORDS = 0b11;

  private static final int ADDRESS = 2;
  private static final int ARGUMENTS = 4;

  final int[] words = new int[WORDS];
  final int[] memory = new int[Bpf.MEMORY_WORDS];

  /** The words that programs have loaded, a bit each. */
  int loaded;

  /** Whose answer counts; null when all allow the call. */
  SeccompFilter answeredBy;

  public CallData() {
    words[1] = Seccomp.AUDIT_ARCH_X86_64;
  }

  /** Begins a call. */
  public void set(int number, Registers registers) {
    words[0] = number;
    setLong(ARGUMENTS, registers.rdi());
    setLong(ARGUMENTS + 2, registers.rsi());
    setLong(ARGUMENTS + 4, registers.rdx());
    setLong(ARGUMENTS + 6, registers.r10());
    setLong(ARGUMENTS + 8, registers.r8());
    setLong(ARGUMENTS + 10, registers.r9());
    loaded = 0;
  }

  /** Sets where the call returns to; needed only for {@link SeccompFilter#readsAddress}. */
  public void setAddress(long address) {
    setLong(ADDRESS, address);
  }

  private void setLong(int word, long value) {
    words[word] = (int) value;
    words[word + 1] = (int) (value >>> Integer.SIZE);
  }

  /** Who decides when the answer is {@code SECCOMP_RET_USER_NOTIF}; null for nobody. */
  public NotificationQueue listener() {
    return answeredBy.listener();
  }

  /** Whether a program that loads these words reads {@code instruction_pointer}. */
  static boolean isAddress(int word) {
    return word == ADDRESS || word == ADDRESS + 1;
  }

  /** Whether programs would have done the same for every call of this number. */
  boolean isAnswerCommon() {
    return (loaded & ~COMMON_WORDS) == 0;
  }
}
