/* What the firmware's Swift code asks of its C code: the processor, the stack, the heap, and guarded calls. */
#ifndef BOARD_H
#define BOARD_H

#include "board_configuration.h"
#include "edge_network.h"

/* Why a guarded call did not come to its end: the number of the exception, or this. */
#define BOARD_CAUSE_WATCHDOG 255u

/* The last fault. It is kept when the firmware starts again. */
typedef struct board_fault_record {
  uint32_t cause; /* 0: none */
  uint32_t program_counter;
  uint32_t link_register;
  uint32_t status;  /* CFSR */
  uint32_t address; /* of the access; 0 when unknown */
  uint32_t network; /* that ran; UINT32_MAX for none */
  uint32_t node;
  uint32_t did_restart; /* the firmware could only start anew */
} board_fault_record;

const board_fault_record *board_last_fault(void);
void board_forget_fault(void);

/* Runs one node of a network and counts its ticks. Returns 0, or the cause that ended it: a fault, or the watchdog
 * after `limit` ticks. */
uint32_t board_run_node(const edge_network *network, uint32_t number, uint32_t node, uint64_t limit, uint64_t *ticks);

/* Starts and stops the counter, one tick per cycle of BOARD_CLOCK. It is stopped while the board waits for its host,
 * because its interrupts would wake the processor. */
void board_start_counter(void);
void board_stop_counter(void);

/* Deepest use of the stack since the start, in bytes. */
uint32_t board_stack_used(void);
/* Bytes taken from the heap, and how often memory was asked for. */
uint32_t board_heap_used(void);
uint32_t board_allocation_count(void);

/* Interrupts of the UART. */
void board_enable_uart_interrupts(void);
void board_request_uart_interrupt(void);

static inline const char *board_name(void) {
  return BOARD_NAME;
}

/* Memory for bytes received and not yet read; the size is a power of two. */
#define BOARD_RECEIVE_SIZE 8192u
extern volatile uint8_t board_receive_buffer[BOARD_RECEIVE_SIZE];
static inline void board_store_received(uint32_t index, uint8_t byte) {
  board_receive_buffer[index % BOARD_RECEIVE_SIZE] = byte;
}
static inline uint8_t board_load_received(uint32_t index) {
  return board_receive_buffer[index % BOARD_RECEIVE_SIZE];
}

static inline void board_mask_interrupts(void) {
  __asm volatile("cpsid i" ::: "memory");
}
static inline void board_unmask_interrupts(void) {
  __asm volatile("cpsie i\n isb" ::: "memory");
}
/* Wakes for a masked interrupt too. */
static inline void board_sleep(void) {
  __asm volatile("dsb\n wfi" ::: "memory");
}

#endif
