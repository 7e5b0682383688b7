package io.jvisor.vfs.proc;

/**
 * What a thread does that does not run: a line of {@code /proc/PID/syscall}.
 *
 * @param number of the system call, or -1 when it is not in one
 * @param first its first argument
 * @param second its second argument
 * @param third its third argument
 * @param fourth its fourth argument
 * @param fifth its fifth argument
 * @param sixth its sixth argument
 * @param stackPointer of the program
 * @param instructionPointer where the program goes on
 */
public record CurrentCall(
    long number,
    long first,
    long second,
    long third,
    long fourth,
    long fifth,
    long sixth,
    long stackPointer,
    long instructionPointer) {

  /** Of a thread that has ended. */
  public static final CurrentCall NONE = new CurrentCall(-1, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Appends the line. */
  void write(StringBuilder text) {
    text.append(number);
    if (number >= 0) {
      for (long argument : new long[] {first, second, third, fourth, fifth, sixth}) {
        hex(argument, text);
      }
    }
    hex(stackPointer, text);
    hex(instructionPointer, text);
    text.append('\n');
  }

  private static void hex(long value, StringBuilder text) {
    text.append(" 0x").append(Long.toHexString(value));
  }
}
