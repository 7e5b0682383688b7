// Half a million hand-offs between two threads.
#include "handoffs.h"

int main(int count, char **arguments) {
  int factor = factor_of(count, arguments);
  run("own words", pass_on, 2, 300000 * factor, FUTEX_PRIVATE_FLAG);
  run("own shared words", pass_on, 2, 200000 * factor, 0);
  return 0;
}
