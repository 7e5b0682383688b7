package io.jvisor.vfs.proc;

/**
 * A paragraph of {@code /proc/PID/timers}.
 *
 * @param id of the timer
 * @param signal that it sends
 * @param value that the signal carries
 * @param notification {@code signal}, {@code none} or {@code thread}
 * @param isToThread whether it sends it to one thread
 * @param target the thread's or the process's id
 * @param clock that it goes by
 */
public record TimerView(
    int id,
    int signal,
    long value,
    String notification,
    boolean isToThread,
    int target,
    int clock) {

  /** Appends the paragraph. */
  void write(StringBuilder text) {
    String digits = Long.toHexString(value);
    text.append("ID: ").append(id).append("\nsignal: ").append(signal).append('/');
    text.repeat('0', 16 - digits.length()).append(digits);
    text.append("\nnotify: ").append(notification).append(isToThread ? "/tid." : "/pid.");
    text.append(target).append("\nClockID: ").append(clock).append('\n');
  }
}
