package io.jvisor.kernel.api.abi;

/** The parts of a device number as {@code makedev(3)} encodes it. */
public final class DeviceNumber {
  private static final int MINOR_BITS = 20;

  private DeviceNumber() {}

  /** The major number. */
  public static long major(long device) {
    return ((device >> 8) & 0xfff) | ((device >> 32) & ~0xfffL);
  }

  /** The minor number. */
  public static long minor(long device) {
    return (device & 0xff) | ((device >> 12) & 0xffff_ff00L);
  }

  /** As Linux has it inside, {@code dev_t}, and shows it in {@code /proc/PID/fdinfo}. */
  public static long internal(long device) {
    return major(device) << MINOR_BITS | minor(device);
  }
}
