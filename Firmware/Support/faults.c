/* Faults are recorded and end the guarded call in which they happened; outside of one the firmware starts again. */
#include "faults.h"

#include "board.h"
#include "registers.h"

extern uint32_t board_stack_bottom[], board_stack_top[];
void board_guard_return(void);
void board_start(void);

/* Tells a record from what memory holds at power-up. */
#define RECORD_IS_VALID 0xFA017ED1u

__attribute__((section(".kept"))) static board_fault_record record;
__attribute__((section(".kept"))) static uint32_t record_mark;
/* Handlers work here, because the stack itself may be what is broken. */
__attribute__((section(".kept"), used, aligned(8))) uint32_t board_fault_stack[128];

/* Stack pointer inside the guarded call; 0 when there is none. */
__attribute__((used)) uint32_t board_guard_stack;
static uint32_t current_network = UINT32_MAX;
static uint32_t current_node;

const board_fault_record *board_last_fault(void) {
  if (record_mark != RECORD_IS_VALID)
    board_forget_fault();
  return &record;
}

void board_forget_fault(void) {
  record = (board_fault_record){.network = UINT32_MAX};
  record_mark = RECORD_IS_VALID;
}

void board_set_current_node(uint32_t network, uint32_t node) {
  current_network = network;
  current_node = node;
}

__attribute__((naked)) uint32_t board_guarded_call(void (*body)(void *), void *context) {
  __asm volatile("push {r4-r11, lr}\n"
                 "sub sp, #4\n"
                 "vpush {d8-d15}\n"
                 "ldr r2, =board_guard_stack\n"
                 "str sp, [r2]\n"
                 "mov r3, r0\n"
                 "mov r0, r1\n"
                 "blx r3\n"
                 "movs r0, #0\n"
                 ".global board_guard_return\n"
                 ".type board_guard_return, %function\n"
                 ".thumb_func\n"
                 "board_guard_return:\n"
                 "ldr r2, =board_guard_stack\n"
                 "movs r3, #0\n"
                 "str r3, [r2]\n"
                 "vpop {d8-d15}\n"
                 "add sp, #4\n"
                 "pop {r4-r11, pc}\n"
                 ".ltorg\n");
}

/* The frame from which an exception return takes the first registers, program counter and flags. */
static uint32_t make_frame(uint32_t stack_pointer, uint32_t argument, void (*target)(void)) {
  uint32_t *frame = (uint32_t *)(uintptr_t)(stack_pointer - 32u);
  for (int i = 1; i < 6; i++)
    frame[i] = 0;
  frame[0] = argument;
  frame[6] = (uint32_t)(uintptr_t)target & ~1u;
  frame[7] = 1u << 24; /* Thumb */
  /* A floating-point frame that was announced but not written yet belongs to what has just ended. */
  FLOAT_CONTEXT &= ~1u;
  return stack_pointer - 32u;
}

static void write_record(const uint32_t *frame, uint32_t cause) {
  /* An overflow of the stack leaves no frame. */
  const int has_frame = frame >= board_stack_bottom && frame + 8 <= board_stack_top;
  const uint32_t status = FAULT_STATUS;
  record = (board_fault_record){
      .cause = cause,
      .program_counter = has_frame ? frame[6] : 0,
      .link_register = has_frame ? frame[5] : 0,
      .status = status,
      .address = (status & 1u << 7) != 0    ? MEMORY_FAULT_ADDRESS
                 : (status & 1u << 15) != 0 ? BUS_FAULT_ADDRESS
                                            : 0,
      .network = current_network,
      .node = current_node,
  };
  record_mark = RECORD_IS_VALID;
  FAULT_STATUS = status; /* ones clear */
  HARD_FAULT_STATUS = HARD_FAULT_STATUS;
}

uint32_t board_end_guarded_call(const uint32_t *frame, uint32_t cause) {
  if (board_guard_stack == 0)
    return 0;
  write_record(frame, cause);
  return make_frame(board_guard_stack, cause, board_guard_return);
}

/* Returns the stack pointer with which the handler returns. */
__attribute__((used)) uint32_t board_fault(const uint32_t *frame, uint32_t exception_return) {
  const uint32_t cause = INTERRUPT_STATE & 0x1FFu;
  const int was_in_handler = (exception_return & 8u) == 0;
  if (!was_in_handler) {
    const uint32_t stack_pointer = board_end_guarded_call(frame, cause);
    if (stack_pointer != 0)
      return stack_pointer;
  }
  write_record(frame, cause);
  record.did_restart = 1;
  board_guard_stack = 0;
  if (was_in_handler) {
    /* The interrupted handler cannot be left any other way. */
    __asm volatile("dsb");
    RESET_CONTROL = 0x05FA0004u;
    for (;;) {
    }
  }
  return make_frame((uint32_t)(uintptr_t)board_stack_top, 0, board_start);
}

__attribute__((naked)) void board_fault_entry(void) {
  __asm volatile("mrs r0, msp\n"
                 "mov r1, lr\n"
                 "ldr r2, =board_fault_stack + 512\n"
                 "mov sp, r2\n"
                 "bl board_fault\n"
                 "mov sp, r0\n"
                 "mvn r0, #6\n" /* to the main stack, without floating-point registers */
                 "bx r0\n"
                 ".ltorg\n");
}
