package io.jvisor.ninep;

/**
 * The types of messages ({@code include/net/9p/9p.h}), and those of jvisor's own from 200 on. A
 * reply is its request plus one.
 */
public final class MessageType {
  public static final int RLERROR = 7;
  public static final int TSTATFS = 8;
  public static final int TLOPEN = 12;
  public static final int TLCREATE = 14;
  public static final int TSYMLINK = 16;
  public static final int TMKNOD = 18;
  public static final int TRENAME = 20;
  public static final int TREADLINK = 22;
  public static final int TGETATTR = 24;
  public static final int TSETATTR = 26;
  public static final int TXATTRWALK = 30;
  public static final int TXATTRCREATE = 32;
  public static final int TREADDIR = 40;
  public static final int TFSYNC = 50;
  public static final int TLOCK = 52;
  public static final int TGETLOCK = 54;
  public static final int TLINK = 70;
  public static final int TMKDIR = 72;
  public static final int TRENAMEAT = 74;
  public static final int TUNLINKAT = 76;
  public static final int TVERSION = 100;
  public static final int TAUTH = 102;
  public static final int TATTACH = 104;
  public static final int TFLUSH = 108;
  public static final int TWALK = 110;
  public static final int TREAD = 116;
  public static final int TWRITE = 118;
  public static final int TCLUNK = 120;
  public static final int TREMOVE = 122;

  /** Walk, with the status of what was reached: {@link Extension.WalkStatus}. */
  public static final int TWALKSTATUS = 200;

  /** Open a file and hand its descriptor back: {@link Extension.OpenFile}. */
  public static final int TOPENFILE = 202;

  /** Entries of a directory, each with its status: {@link Extension.ReadDirectory}. */
  public static final int TREADDIRSTATUS = 204;

  /** Make a regular file, open it, hand its descriptor back: {@link Extension.CreateFile}. */
  public static final int TCREATEFILE = 206;

  /** Make a directory, a link or a special file: {@link Extension.Make}. */
  public static final int TMAKE = 208;

  /** Rename with flags: {@link Extension.Rename}. */
  public static final int TRENAMEFLAGS = 210;

  /** The value of an extended attribute: {@link Extension.GetAttribute}. */
  public static final int TXATTRGET = 212;

  /** Set an extended attribute: {@link Extension.SetAttribute}. */
  public static final int TXATTRSET = 214;

  /** Remove an extended attribute: {@link Extension.RemoveAttribute}. */
  public static final int TXATTRREMOVE = 216;

  /** The names of extended attributes: {@link Extension.ListAttributes}. */
  public static final int TXATTRLIST = 218;

  /** Clunk several fids; has no reply: {@link Extension.Forget}. */
  public static final int TFORGET = 220;

  /** Which files of a directory have extended attributes: {@link Extension.AttributedNames}. */
  public static final int TXATTRNAMES = 222;

  private MessageType() {}
}
