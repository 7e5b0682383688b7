package io.jvisor.vfs;

/** How a path is walked: flags for {@link Vfs}. */
public final class Lookup {
  /** Follow a symbolic link in the last component. */
  public static final int FOLLOW = 1;

  /** The result must be a directory. */
  public static final int DIRECTORY = 2;

  /** An empty path means the starting point: {@code AT_EMPTY_PATH}. */
  public static final int EMPTY = 4;

  /** Stay below the starting point, else {@code EXDEV}: {@code RESOLVE_BENEATH}. */
  public static final int BENEATH = 8;

  /** The starting point is the root: {@code RESOLVE_IN_ROOT}. */
  public static final int IN_ROOT = 16;

  /** Follow no magic links, else {@code ELOOP}: {@code RESOLVE_NO_MAGICLINKS}. */
  public static final int NO_MAGIC_LINKS = 32;

  /** Follow no symbolic links, else {@code ELOOP}: {@code RESOLVE_NO_SYMLINKS}. */
  public static final int NO_SYMBOLIC_LINKS = 64;

  /** Cross no mount points, else {@code EXDEV}: {@code RESOLVE_NO_XDEV}. */
  public static final int NO_CROSSING = 128;

  /** The walk does not count as a use of the mounts that it enters: {@code MNT_EXPIRE}. */
  public static final int UNNOTICED = 256;

  /** The result is what is mounted on top of the place: {@code LOOKUP_MOUNTPOINT}. */
  public static final int MOUNTED = 512;

  private Lookup() {}
}
