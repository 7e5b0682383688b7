package io.jvisor.vfs.kernfs;

/** Who owns a file that the kernel makes up. */
public interface FileOwner {
  /** The user. */
  int ownerUid();

  /** The group. */
  int ownerGid();
}
