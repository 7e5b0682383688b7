// Where systrap keeps things in the address space of a guest, and in a context: names and values of StubLayout, which
// StubLayoutTest compares.
#define TEXT 0x7fff80010000
#define CONTROL 0x7fff80000000
#define CONTEXTS 0x7fff00000000
#define BELLS 0x7fff80100000
#define CONTEXT_BYTES 0x8000

#define STATE 0
#define RUNNING 1
#define TRAPPED 3
#define MEANING 4
#define CALL 1
#define CALL_RAX 8
#define CALL_R9 56
#define SPIN 64
#define TID 68
#define FRAME 72
#define INFO 80
#define SIGNAL 88
#define FS_BASE 96
#define GS_BASE 104
#define CONTINUE 112
#define BELL 120
#define PARTNER 152
#define OWN_FRAME 256
#define EXTENDED 0x1000
#define STACK_LOW 0x3000

#define SC_RSP 120
#define SC_RIP 128
#define SC_EFLAGS 136
#define SC_CS 144
#define SC_ERROR 152
#define SC_FPSTATE 184
#define SC_BYTES 256
