package io.jvisor.ninep;

/**
 * The body of {@code Rstatfs}.
 *
 * @param type magic number
 * @param blockSize bytes of a block
 * @param blocks blocks in all
 * @param freeBlocks free ones
 * @param availableBlocks free for users without privilege
 * @param files inodes in all
 * @param freeFiles free ones
 * @param id {@code f_fsid}
 * @param nameLength longest name
 */
public record FileSystemReply(
    int type,
    int blockSize,
    long blocks,
    long freeBlocks,
    long availableBlocks,
    long files,
    long freeFiles,
    long id,
    int nameLength) {

  /** Reads one. */
  public static FileSystemReply parse(MessageBuffer in) throws ProtocolException {
    return new FileSystemReply(
        in.getInt(),
        in.getInt(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getInt());
  }

  /** Writes it. */
  public void emit(MessageBuffer out) throws ProtocolException {
    out.putInt(type);
    out.putInt(blockSize);
    out.putLong(blocks);
    out.putLong(freeBlocks);
    out.putLong(availableBlocks);
    out.putLong(files);
    out.putLong(freeFiles);
    out.putLong(id);
    out.putInt(nameLength);
  }
}
