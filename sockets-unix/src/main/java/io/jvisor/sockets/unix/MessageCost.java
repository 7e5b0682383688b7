package io.jvisor.sockets.unix;

/**
 * What a message is charged to the sender's {@code SO_SNDBUF}, in bytes: Linux's {@code truesize}.
 * Programs see it: how much fits into a socket before it is full depends on it.
 *
 * <p>Linux keeps a message in a linear part, whose memory comes in powers of two with {@code struct
 * skb_shared_info} at its end, and in pages for the rest; {@code struct sk_buff} comes on top.
 */
final class MessageCost {
  private static final int PAGE = 4096;

  /** {@code struct sk_buff}, aligned. */
  private static final int DESCRIPTOR = 256;

  /** {@code struct skb_shared_info}, aligned. */
  private static final int TRAILER = 320;

  /** {@code SKB_MAX_HEAD(0)}: what fits beside the trailer in a page. */
  private static final int PAGE_PAYLOAD = PAGE - TRAILER;

  /** {@code SKB_MAX_ALLOC}: what fits beside the trailer in four pages. */
  private static final int LINEAR_PAYLOAD = 4 * PAGE - TRAILER;

  /** The most that pages hold of a datagram: {@code MAX_SKB_FRAGS} of them. */
  private static final int MOST_PAGES = 17 * PAGE;

  /** The most that one message of a stream holds. */
  static final int STREAM_PIECE = PAGE_PAYLOAD + 32_768;

  private MessageCost() {}

  /** The cost of a piece of a stream, of at most {@link #STREAM_PIECE} bytes. */
  static int ofStream(int length) {
    int paged = Math.min(length, roundUp(Math.max(0, length - PAGE_PAYLOAD)));
    return cost(length - paged, paged);
  }

  /** The cost of a datagram. */
  static int ofDatagram(int length) {
    int paged = 0;
    if (length > LINEAR_PAYLOAD) {
      paged = roundUp(Math.min(length - LINEAR_PAYLOAD, MOST_PAGES));
    }
    return cost(length - paged, paged);
  }

  private static int cost(int linear, int paged) {
    return (Integer.highestOneBit(linear + TRAILER - 1) << 1) + DESCRIPTOR + roundUp(paged);
  }

  private static int roundUp(int bytes) {
    return bytes + PAGE - 1 & -PAGE;
  }
}
