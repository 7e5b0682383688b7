package io.jvisor.kernel.api.file;

/** Takes the entries of a directory, for {@code getdents64(2)}. */
@FunctionalInterface
public interface DirectorySink {
  /**
   * Takes one entry.
   *
   * @param name the name, one char a byte
   * @param inode the inode number
   * @param type a {@code DT_*} value
   * @param nextOffset the position from which reading goes on after this entry
   * @return false when the entry did not fit: it was not taken and reading stops before it
   */
  boolean add(String name, long inode, int type, long nextOffset);
}
