package io.jvisor.vfs.proc;

/**
 * {@code /proc/PID/io}.
 *
 * @param readChars bytes read by calls
 * @param writtenChars bytes written by calls
 * @param readCalls calls that read
 * @param writeCalls calls that write
 */
public record ProcessIo(long readChars, long writtenChars, long readCalls, long writeCalls) {
  /** Nothing. */
  public static final ProcessIo NONE = new ProcessIo(0, 0, 0, 0);

  /** The sum of both. */
  public ProcessIo plus(ProcessIo other) {
    return new ProcessIo(
        readChars + other.readChars,
        writtenChars + other.writtenChars,
        readCalls + other.readCalls,
        writeCalls + other.writeCalls);
  }
}
