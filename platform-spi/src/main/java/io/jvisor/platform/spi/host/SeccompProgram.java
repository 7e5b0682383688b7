package io.jvisor.platform.spi.host;

import static io.jvisor.platform.spi.host.BpfProgram.AND;
import static io.jvisor.platform.spi.host.BpfProgram.ARCHITECTURE;
import static io.jvisor.platform.spi.host.BpfProgram.ARGUMENTS;
import static io.jvisor.platform.spi.host.BpfProgram.AUDIT_ARCH_X86_64;
import static io.jvisor.platform.spi.host.BpfProgram.JUMP;
import static io.jvisor.platform.spi.host.BpfProgram.JUMP_EQUAL;
import static io.jvisor.platform.spi.host.BpfProgram.JUMP_NOT_BELOW;
import static io.jvisor.platform.spi.host.BpfProgram.LOAD;
import static io.jvisor.platform.spi.host.BpfProgram.NUMBER;
import static io.jvisor.platform.spi.host.BpfProgram.RETURN;
import static io.jvisor.platform.spi.host.BpfProgram.RET_ALLOW;
import static io.jvisor.platform.spi.host.BpfProgram.RET_ERRNO;
import static io.jvisor.platform.spi.host.BpfProgram.RET_KILL_PROCESS;

/**
 * Assembles the filter of a process's host calls: {@code seccomp(2)}, classic BPF over {@code
 * struct seccomp_data}. What no rule allows is refused with an errno.
 *
 * <p>The rules are a list that is walked from its start. That costs nothing where it matters: the
 * host remembers the numbers that are allowed whatever their arguments (since Linux 5.11).
 */
public final class SeccompProgram {
  /** {@code __X32_SYSCALL_BIT}: numbers from here on are calls of another kind. */
  private static final int X32 = 0x40000000;

  private final BpfProgram rules = new BpfProgram();
  private final int otherwise;

  /**
   * A program without rules.
   *
   * @param errno what a call gets that no rule allows
   */
  public SeccompProgram(int errno) {
    this.otherwise = RET_ERRNO | errno;
    rules.add(LOAD, ARCHITECTURE);
    rules.jump(JUMP_EQUAL, AUDIT_ARCH_X86_64, 1, 0);
    rules.add(RETURN, RET_KILL_PROCESS);
    rules.add(LOAD, NUMBER);
    rules.jump(JUMP_NOT_BELOW, X32, 0, 1);
    rules.add(RETURN, RET_KILL_PROCESS);
  }

  /** Allows calls whatever their arguments. */
  public SeccompProgram allow(int... numbers) {
    for (int number : numbers) {
      rules.jump(JUMP_EQUAL, number, 0, 1);
      rules.add(RETURN, RET_ALLOW);
    }
    return this;
  }

  /**
   * Allows a call where the low half of an argument has one of some values; elsewhere it is
   * refused.
   *
   * @param argument from 0
   */
  public SeccompProgram allowIfAny(int number, int argument, int... values) {
    onNumber(number, 2 + 2 * values.length);
    rules.add(LOAD, offset(argument));
    for (int value : values) {
      rules.jump(JUMP_EQUAL, value, 0, 1);
      rules.add(RETURN, RET_ALLOW);
    }
    rules.add(RETURN, otherwise);
    return this;
  }

  /** Allows a call but where the low half of an argument has one of some values. */
  public SeccompProgram allowUnlessAny(int number, int argument, int... values) {
    onNumber(number, 2 + 2 * values.length);
    rules.add(LOAD, offset(argument));
    for (int value : values) {
      rules.jump(JUMP_EQUAL, value, 0, 1);
      rules.add(RETURN, otherwise);
    }
    rules.add(RETURN, RET_ALLOW);
    return this;
  }

  /** Allows a call where all of some bits of an argument's low half are set. */
  public SeccompProgram allowIfSet(int number, int argument, int bits) {
    onNumber(number, 5);
    rules.add(LOAD, offset(argument));
    rules.add(AND, bits);
    rules.jump(JUMP_EQUAL, bits, 0, 1);
    rules.add(RETURN, RET_ALLOW);
    rules.add(RETURN, otherwise);
    return this;
  }

  /** Refuses a call with an errno of its own, for callers that go another way then. */
  public SeccompProgram refuse(int number, int errno) {
    rules.jump(JUMP_EQUAL, number, 0, 1);
    rules.add(RETURN, RET_ERRNO | errno);
    return this;
  }

  /** The rules that follow are skipped unless it is this number; the accumulator holds it. */
  private void onNumber(int number, int skipped) {
    rules.jump(JUMP_EQUAL, number, 1, 0);
    rules.add(JUMP, skipped);
  }

  private static int offset(int argument) {
    return ARGUMENTS + Long.BYTES * argument;
  }

  /** The program, as an array of {@code struct sock_filter}. */
  byte[] bytes() {
    return new BpfProgram(rules).add(RETURN, otherwise).bytes();
  }
}
