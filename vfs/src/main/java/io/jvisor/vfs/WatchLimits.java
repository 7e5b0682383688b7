package io.jvisor.vfs;

/** How much of {@code inotify(7)} there is: what {@code /proc/sys/fs/inotify} shows. */
public final class WatchLimits {
  /** Events that one instance keeps: {@code max_queued_events}. */
  public static final int QUEUED_EVENTS = 16_384;

  /** Instances of one user: {@code max_user_instances}. */
  public static final int USER_INSTANCES = 128;

  /** Watches of one user: {@code max_user_watches}. */
  public static final int USER_WATCHES = 65_536;

  private WatchLimits() {}
}
