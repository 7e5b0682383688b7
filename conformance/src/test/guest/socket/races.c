// Threads that close, send, receive, connect and accept at the same time: nothing may hang or crash.
#include "socket.h"

static int s[2], server;
static pthread_barrier_t barrier;

static void *sender(void *unused) {
  static char data[10000];
  pthread_barrier_wait(&barrier);
  send(s[0], data, sizeof data, MSG_NOSIGNAL);
  return NULL;
}

static void *receiver(void *unused) {
  char data[100];
  pthread_barrier_wait(&barrier);
  recv(s[1], data, sizeof data, 0);
  return NULL;
}

static void *closer(void *which) {
  pthread_barrier_wait(&barrier);
  shutdown(s[1], SHUT_RDWR);
  close(s[(long)which & 1]);
  return NULL;
}

static void *connector(void *unused) {
  for (int i = 0; i < 200; i++) {
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect_to(fd, "@race") == 0) {
      char c;
      send(fd, "x", 1, MSG_NOSIGNAL);
      if (i % 3 == 0) recv(fd, &c, 1, 0);
    }
    close(fd);
  }
  return NULL;
}

static void *acceptor(void *unused) {
  for (;;) {
    int fd = accept(server, NULL, NULL);
    if (fd < 0) return NULL;
    char c;
    recv(fd, &c, 1, 0);
    close(fd);
  }
}

int main(void) {
  pthread_t threads[4];
  static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
  signal(SIGPIPE, SIG_IGN);
  for (int t = 0; t < 3; t++) {
    for (long i = 0; i < 350; i++) {
      pthread_barrier_init(&barrier, NULL, 3);
      MUST(socketpair(AF_UNIX, types[t], 0, s));
      int keep = dup(s[1]);
      pthread_create(&threads[0], NULL, sender, NULL);
      pthread_create(&threads[1], NULL, receiver, NULL);
      pthread_create(&threads[2], NULL, closer, (void *)i);
      pthread_join(threads[1], NULL);
      pthread_join(threads[2], NULL);
      close(keep);
      close(s[0]);
      close(s[1]);
      pthread_join(threads[0], NULL);
    }
    printf("type %d\n", types[t]);
  }
  server = listener(SOCK_STREAM, "@race", 2);
  pthread_create(&threads[0], NULL, acceptor, NULL);
  pthread_create(&threads[1], NULL, acceptor, NULL);
  pthread_create(&threads[2], NULL, connector, NULL);
  pthread_create(&threads[3], NULL, connector, NULL);
  pthread_join(threads[2], NULL);
  pthread_join(threads[3], NULL);
  shutdown(server, SHUT_RDWR);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  puts("accepted");
  return 0;
}
