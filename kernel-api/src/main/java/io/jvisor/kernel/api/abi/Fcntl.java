package io.jvisor.kernel.api.abi;

/** Operations of {@code fcntl(2)} and their flags ({@code include/uapi/asm-generic/fcntl.h}). */
public final class Fcntl {
  public static final int F_DUPFD = 0;
  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int F_GETLK = 5;
  public static final int F_SETLK = 6;
  public static final int F_SETLKW = 7;
  public static final int F_SETOWN = 8;
  public static final int F_GETOWN = 9;
  public static final int F_SETSIG = 10;
  public static final int F_GETSIG = 11;
  public static final int F_SETOWN_EX = 15;
  public static final int F_GETOWN_EX = 16;
  public static final int F_GETOWNER_UIDS = 17;
  public static final int F_OFD_GETLK = 36;
  public static final int F_OFD_SETLK = 37;
  public static final int F_OFD_SETLKW = 38;
  public static final int F_SETLEASE = 1024;
  public static final int F_GETLEASE = 1025;
  public static final int F_NOTIFY = 1026;
  public static final int F_DUPFD_QUERY = 1027;
  public static final int F_CREATED_QUERY = 1028;
  public static final int F_CANCELLK = 1029;
  public static final int F_DUPFD_CLOEXEC = 1030;
  public static final int F_SETPIPE_SZ = 1031;
  public static final int F_GETPIPE_SZ = 1032;
  public static final int F_ADD_SEALS = 1033;
  public static final int F_GET_SEALS = 1034;
  public static final int F_GET_RW_HINT = 1035;
  public static final int F_SET_RW_HINT = 1036;
  public static final int F_GET_FILE_RW_HINT = 1037;
  public static final int F_SET_FILE_RW_HINT = 1038;

  /** The one flag of {@link #F_SETFD}. */
  public static final int FD_CLOEXEC = 1;

  /** Types of record locks, in {@code l_type}. */
  public static final int F_RDLCK = 0;

  public static final int F_WRLCK = 1;
  public static final int F_UNLCK = 2;

  /** Events of {@link #F_NOTIFY}, and whether they are told of more than once. */
  public static final int DN_ACCESS = 0x1;

  public static final int DN_MODIFY = 0x2;
  public static final int DN_CREATE = 0x4;
  public static final int DN_DELETE = 0x8;
  public static final int DN_RENAME = 0x10;
  public static final int DN_ATTRIB = 0x20;
  public static final int DN_MULTISHOT = 0x8000_0000;

  private Fcntl() {}
}
