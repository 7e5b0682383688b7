package io.jvisor.vfs.tty;

/** What a line discipline asks of the driver of its line. The driver's lock is held. */
public interface Line {
  /** How many bytes can be put out now; 0 while output is stopped. */
  int room();

  /** Puts out a byte that there is room for. */
  void put(int octet);

  /** Sends the foreground process group a signal. */
  void interrupt(int signal);

  /** Drops the output that the other side has not seen, for an interrupt. */
  void dropOutput();

  /** Tells the other side that the input was dropped. */
  void inputDropped();

  /** Stops the output, as {@code VSTOP} does. */
  void stopOutput();

  /** Lets the output go on. */
  void startOutput();

  /** Whether {@link #stopOutput} stopped it, and nothing else keeps it stopped. */
  boolean isStopped();

  /** Tells that there is something to read. */
  void inputArrived();
}
