package io.jvisor.sockets.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Linux 6.18 charges, as SIOCOUTQ tells it after one send. */
final class MessageCostTest {
  @ParameterizedTest
  @CsvSource({
    "1, 768",
    "192, 768",
    "193, 1280",
    "704, 1280",
    "705, 2304",
    "3776, 4352",
    "3777, 4864",
    "4096, 4864",
    "10000, 12544",
    "36544, 37120",
  })
  void pieceOfStream(int length, int cost) {
    assertEquals(cost, MessageCost.ofStream(length));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 768",
    "1, 768",
    "3776, 4352",
    "3777, 8448",
    "16064, 16640",
    "16065, 20736",
    "32768, 37120",
    "65536, 69888",
    "212959, 332032",
  })
  void datagram(int length, int cost) {
    assertEquals(cost, MessageCost.ofDatagram(length));
  }
}
