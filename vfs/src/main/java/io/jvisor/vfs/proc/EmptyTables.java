package io.jvisor.vfs.proc;

import java.util.Map;

/** What {@code /proc/net} has of address families that have no sockets: their tables' heads. */
final class EmptyTables {
  private static final String V6_HEAD =
      "  sl  local_address                         remote_address                        st"
          + " tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

  private static final String V4_HEAD =
      "sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode";

  /** The contents by the name of the file. */
  static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("tcp", "  " + V4_HEAD + " ".repeat(53) + "\n"),
          Map.entry("tcp6", V6_HEAD + "\n"),
          Map.entry("udp", "   " + V4_HEAD + " ref pointer drops            \n"),
          Map.entry("udp6", V6_HEAD + " ref pointer drops\n"),
          Map.entry("raw", "  " + V4_HEAD + " ref pointer drops\n"),
          Map.entry("raw6", V6_HEAD + " ref pointer drops\n"),
          Map.entry(
              "netlink",
              "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops"
                  + "    Inode\n"),
          Map.entry("packet", "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n"),
          Map.entry(
              "route",
              "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT"
                  + " ".repeat(55)
                  + "\n"),
          Map.entry(
              "arp",
              "IP address       HW type     Flags       HW address            Mask     Device\n"),
          Map.entry(
              "dev",
              """
              Inter-|   Receive                                                |  Transmit
               face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets \
              errs drop fifo colls carrier compressed
              """),
          Map.entry("if_inet6", ""),
          Map.entry("ipv6_route", ""));

  private EmptyTables() {}
}
